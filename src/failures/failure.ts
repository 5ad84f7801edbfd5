import type { FailureCode } from './failure-codes'

/**
 * A failure of one job whose meaning is known where it is thrown.
 *
 * `code` is for machines and for `docs/codes.md`; `retryable` says whether the same job may succeed later.
 * What happens to the message is decided by `queue/failure-policy.ts` and nowhere else.
 */
export abstract class Failure extends Error {
  abstract readonly code: FailureCode
  abstract readonly retryable: boolean
  /** Set where it is known that the try failed by no fault of its job, as in an outage: it does not count. */
  isBlameless = false

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** The failure that never goes away by itself. @throws the error where it is none, or may go away */
export function asPermanentFailure(error: unknown): Failure {
  if (error instanceof Failure && !error.retryable) return error
  throw error
}
