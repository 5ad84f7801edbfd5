/** Resolves after `ms`, or at once when the signal is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal?.addEventListener('abort', finish, { once: true })
  })
}

/** A sleep that others may end. */
export class Alarm {
  private awake: (() => void) | undefined

  /** Resolves after `ms`, or when the alarm rings. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.ring(), ms)
      this.awake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Ends the sleep, if there is one. */
  ring(): void {
    this.awake?.()
    this.awake = undefined
  }
}

/** Whether the promise is fulfilled within `ms`; its rejection is passed on. */
export function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, ms))
    promise.then(() => resolve(true), reject).finally(() => clearTimeout(timer))
  })
}

/** What an aborted call may still bring before it is given up. */
const ABORT_GRACE_MS = 500

/**
 * The promise, but never for long after the signal is aborted: what does not obey the signal by itself, such as a
 * provider of credentials that hangs, is left behind, and the signal's reason is thrown.
 */
export function withinTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const giveUp = (): void => {
      timer = setTimeout(() => reject(signal.reason), ABORT_GRACE_MS)
    }
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
    const tidy = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    }
    promise.then(resolve, reject).finally(tidy)
  })
}
