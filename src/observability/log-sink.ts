import pino from 'pino'

const LARGEST_BACKLOG_BYTES = 8 * 1024 * 1024

/** Where finished lines go: standard output, or a list in a test. */
export interface LineWriter {
  write(line: string): unknown
  flush?(done?: (error?: Error) => void): void
}

/**
 * Keeps a blocked or broken log away from the job: writing neither waits nor throws. What cannot be written within
 * a backlog of 8 MiB is dropped and counted.
 */
export class LogSink {
  private dropped = 0

  constructor(private readonly writer: LineWriter) {}

  /** An open file, by default standard output, written in the background and flushed at exit. */
  static toFile(descriptor = 1, maxLength = LARGEST_BACKLOG_BYTES): LogSink {
    const output = pino.destination({ dest: descriptor, sync: false, maxLength })
    const sink = new LogSink(output)
    output.on('drop', () => sink.countLoss())
    output.on('error', () => sink.countLoss())
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
      this.countLoss()
    }
  }

  flush(done?: (error?: Error) => void): void {
    if (this.writer.flush) this.writer.flush(done)
    else done?.()
  }

  countLoss(): void {
    this.dropped += 1
  }
}
