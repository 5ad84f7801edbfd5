import { setTimeout as sleep } from 'node:timers/promises'
import { ConstantBackoff, handleWhen, retry } from 'cockatiel'
import { BackendBadResponse, BackendUnavailable } from '../backend.failures'

export interface RetryTiming {
  /** Longest wait before the first retry; it doubles with each further one. */
  readonly baseMs: number
  readonly capMs: number
  /** A longer `Retry-After` is left to the queue. */
  readonly maxRetryAfterSeconds: number
}

export const RETRY_TIMING: RetryTiming = { baseMs: 1000, capMs: 30_000, maxRetryAfterSeconds: 30 }

/** Calls again, with full jitter, what failed for a reason that may pass within the job. */
export class RepeatedCall {
  private readonly policy

  constructor(
    maxRetries: number,
    private readonly timing: RetryTiming,
    private readonly onRepeat: () => void
  ) {
    const isWorthRepeating = (error: Error): boolean => this.isWorthRepeating(error)
    // The waits are in `run`: those of the policy could not be aborted.
    this.policy = retry(handleWhen(isWorthRepeating), {
      maxAttempts: maxRetries,
      backoff: new ConstantBackoff(0)
    })
  }

  /**
   * @throws the reason of the signal when it is aborted, also during a wait; else what the last call threw
   */
  async run<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    let failure: unknown
    try {
      return await this.policy.execute(async ({ attempt }) => {
        if (attempt > 0) await sleep(this.delayMs(attempt, failure), undefined, { signal })
        signal.throwIfAborted()
        if (attempt > 0) this.onRepeat()
        return call().catch((error: unknown) => {
          failure = error
          throw error
        })
      }, signal)
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  }

  private isWorthRepeating(error: Error): boolean {
    if (error instanceof BackendBadResponse) return true
    if (!(error instanceof BackendUnavailable)) return false
    return (error.retryAfterSeconds ?? 0) <= this.timing.maxRetryAfterSeconds
  }

  private delayMs(retryNumber: number, failure: unknown): number {
    const { baseMs, capMs } = this.timing
    const asked = failure instanceof BackendUnavailable ? failure.retryAfterSeconds : undefined
    if (asked !== undefined) return asked * 1000 + Math.random() * baseMs
    return Math.random() * Math.min(capMs, baseMs * 2 ** (retryNumber - 1))
  }
}
