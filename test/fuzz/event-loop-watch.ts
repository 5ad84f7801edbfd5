const EVERY_MS = 1_000

/** Asks once a second how late the timers of the worker are. */
export class EventLoopWatch {
  private readonly delaysMs: number[] = []
  private readonly timer: NodeJS.Timeout

  /** @param read rejects while the worker cannot answer; such seconds are left out */
  constructor(read: () => Promise<number>) {
    this.timer = setInterval(() => {
      read().then(
        (ms) => this.delaysMs.push(ms),
        () => undefined
      )
    }, EVERY_MS)
  }

  /** @returns the figures in milliseconds, one a second */
  stop(): readonly number[] {
    clearInterval(this.timer)
    return this.delaysMs
  }
}
