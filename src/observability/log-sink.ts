import { BackgroundFile } from './background-file'

const STANDARD_OUTPUT = 1
const LARGEST_BACKLOG_BYTES = 8 * 1024 * 1024

/** Where finished lines go: standard output, or a list in a test. */
export interface LineWriter {
  write(line: string): unknown
}

/** Keeps a blocked or broken log away from the job: writing neither waits nor throws. Lost lines are counted. */
export class LogSink {
  private dropped = 0

  constructor(private readonly writer: LineWriter) {}

  /** Standard output, with a backlog of 8 MiB for a reader that is slow. */
  static toStandardOutput(): LogSink {
    const file = new BackgroundFile({
      descriptor: STANDARD_OUTPUT,
      maxBacklogBytes: LARGEST_BACKLOG_BYTES,
      onLoss: (lines) => sink.countLoss(lines)
    })
    const sink = new LogSink(file)
    process.on('exit', () => file.finish())
    return sink
  }

  /** Lines that were lost since the start. */
  get droppedLines(): number {
    return this.dropped
  }

  write(line: string): void {
    try {
      this.writer.write(line)
    } catch {
      this.countLoss(1)
    }
  }

  countLoss(lines: number): void {
    this.dropped += lines
  }
}
