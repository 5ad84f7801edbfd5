/** Lets at most `permits` callers in at once, in the order in which they came. */
export class Semaphore {
  private readonly waiting: (() => void)[] = []
  private free: number

  constructor(permits: number) {
    this.free = permits
  }

  /** Waits for a turn. @returns what gives it back; @throws the signal's reason when aborted while waiting */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.free > 0) this.free -= 1
    else await this.turn(signal)
    let isHeld = true
    return () => {
      if (isHeld) this.release()
      isHeld = false
    }
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(enter), 1)
        reject(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.waiting.push(enter)
    })
  }

  private release(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.free += 1
  }
}
