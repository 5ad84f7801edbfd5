const WIDTH = 30
const REDRAW_MS = 100

/** A stream that may be a terminal: stderr, so that piped results stay clean. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** One line that fills up on a terminal; silent anywhere else. */
export class ProgressBar {
  private drawnAt = 0
  private isDrawn = false

  constructor(
    private readonly label: string,
    private readonly stream: ProgressStream = process.stderr
  ) {}

  /** @param total undefined when nobody knows it yet */
  update(done: number, total: number | undefined): void {
    const now = Date.now()
    if (!this.stream.isTTY || (done !== total && now - this.drawnAt < REDRAW_MS)) return
    this.drawnAt = now
    this.isDrawn = true
    this.stream.write(`\r${this.label} ${line(done, total)}`)
  }

  /** Ends the line, so that the next output starts on its own. */
  end(): void {
    if (this.isDrawn) this.stream.write('\n')
    this.isDrawn = false
  }
}

function line(done: number, total: number | undefined): string {
  const count = done.toLocaleString('en-GB')
  if (total === undefined || total === 0) return count
  const share = Math.min(1, done / total)
  const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.')
  return `[${bar}] ${Math.floor(share * 100)} % (${count} of ${total.toLocaleString('en-GB')})`
}
