import { write, writeSync } from 'node:fs'
import { setTimeout as later } from 'node:timers'

const LARGEST_CHUNK_LINES = 256
const RETRY_MS = 20
/** Lines that come within this time go out in one write: each write costs more than the line. */
const GATHER_MS = 20
const LONGEST_FINISH_MS = 1000

export interface BackgroundFileOptions {
  readonly descriptor: number
  /** What waits to be written; more than that is dropped. */
  readonly maxBacklogBytes: number
  readonly onLoss: (lines: number) => void
}

/**
 * Writes lines in the background: never waits for the reader, never throws, and gives up after one second at exit.
 * The stream of pino repeats a failed write at exit for ever, so that a process on a full disk would never end.
 */
export class BackgroundFile {
  private readonly lines: Buffer[] = []
  private backlogBytes = 0
  private isWriting = false
  private gathering: NodeJS.Timeout | undefined

  constructor(private readonly options: BackgroundFileOptions) {}

  write(text: string): void {
    const line = Buffer.from(text)
    if (this.backlogBytes + line.length > this.options.maxBacklogBytes) {
      this.options.onLoss(1)
      return
    }
    this.lines.push(line)
    this.backlogBytes += line.length
    this.gathering ??= later(() => {
      this.gathering = undefined
      this.writeNext()
    }, GATHER_MS).unref()
  }

  /** Writes what is left, at the very end, when callbacks do not run any more. */
  finish(): void {
    const deadline = performance.now() + LONGEST_FINISH_MS
    while (this.lines.length > 0 && performance.now() < deadline) {
      try {
        this.removeBytes(writeSync(this.options.descriptor, this.lines[0]))
      } catch (error) {
        if (!isBusy(error)) return
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
      }
    }
  }

  private writeNext(): void {
    if (this.isWriting || this.lines.length === 0) return
    this.isWriting = true
    const chunk = this.lines.splice(0, LARGEST_CHUNK_LINES)
    const bytes = Buffer.concat(chunk)
    write(this.options.descriptor, bytes, (error, written) => {
      this.isWriting = false
      this.backlogBytes -= bytes.length
      if (error) this.afterFailure(error, bytes, chunk.length)
      else {
        this.putBack(bytes.subarray(written))
        this.writeNext()
      }
    })
  }

  private afterFailure(error: Error, bytes: Buffer, lineCount: number): void {
    if (isBusy(error)) {
      this.putBack(bytes)
      later(() => this.writeNext(), RETRY_MS).unref()
      return
    }
    this.options.onLoss(lineCount)
    this.writeNext()
  }

  private putBack(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.lines.unshift(bytes)
    this.backlogBytes += bytes.length
  }

  private removeBytes(count: number): void {
    const rest = this.lines[0].subarray(count)
    this.backlogBytes -= count
    if (rest.length > 0) this.lines[0] = rest
    else this.lines.shift()
  }
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EAGAIN'
}
