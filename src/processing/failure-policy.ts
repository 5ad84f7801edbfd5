import { HandlerAborted } from '@nrf/sqs-transport'
import { AssessmentWithdrawn, BackendUnavailable, ReferenceUnknown } from '../backend/backend.failures'
import type { JobOptions } from '../config/config.tokens'
import { Failure } from '../failures/failure'
import type { FailureCode } from '../failures/failure-codes'
import { LeaseLost } from '../ledger/ledger.failures'
import { JobTimedOut } from './processing.failures'

/** What becomes of a job whose try has failed. */
export type Fate =
  /** Nothing is left to do. */
  | { readonly kind: 'cancelled'; readonly code: FailureCode }
  /** The try does not count; the next worker takes the job at once. */
  | { readonly kind: 'interrupted' }
  /** Another worker may have the job: nothing is written any more. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'retry'; readonly delaySeconds: number; readonly code: FailureCode }
  /** It failed by no fault of the job: the try does not count. */
  | { readonly kind: 'wait'; readonly delaySeconds: number; readonly code: FailureCode }
  | { readonly kind: 'dead'; readonly code: FailureCode }

export interface Try {
  /** From 1. */
  readonly attempt: number
  /** The work is done and only its delivery failed: it is tried until it is accepted or refused. */
  readonly isCommitted: boolean
}

const LONGEST_DELAY_SECONDS = 900

/**
 * The only place where a failure becomes a fate: a permanent failure ends the job at once, everything else is tried
 * again with growing delay and ends the job at its last attempt.
 */
export class FailurePolicy {
  constructor(
    private readonly options: Pick<JobOptions, 'retryBaseSeconds' | 'maxAttempts'>,
    private readonly random: () => number = Math.random
  ) {}

  get baseDelaySeconds(): number {
    return this.options.retryBaseSeconds
  }

  /** More tries were begun than are allowed: the last one has ended without a word. */
  isExhausted(attempt: number): boolean {
    return attempt > this.options.maxAttempts
  }

  decide(error: unknown, which: Try): Fate {
    if (error instanceof LeaseLost) return { kind: 'lost' }
    if (error instanceof HandlerAborted && error.reason !== 'deadline') return { kind: 'interrupted' }
    const failure = error instanceof HandlerAborted ? new JobTimedOut({ cause: error }) : error
    if (failure instanceof Failure && failure.isBlameless) {
      return { kind: 'wait', delaySeconds: this.delay(failure, 1), code: failure.code }
    }
    return which.isCommitted ? this.tryAgain(failure, which) : this.decideUncommitted(failure, which)
  }

  private decideUncommitted(failure: unknown, which: Try): Fate {
    const code = codeOf(failure)
    if (failure instanceof AssessmentWithdrawn) return { kind: 'cancelled', code }
    const isPermanent = failure instanceof Failure && !failure.retryable
    if (isPermanent || which.attempt >= this.options.maxAttempts) return { kind: 'dead', code }
    return this.tryAgain(failure, which)
  }

  private tryAgain(failure: unknown, { attempt }: Try): Fate {
    return { kind: 'retry', delaySeconds: this.delay(failure, attempt), code: codeOf(failure) }
  }

  private delay(failure: unknown, attempt: number): number {
    const base = this.options.retryBaseSeconds
    if (failure instanceof ReferenceUnknown) return base
    if (failure instanceof BackendUnavailable && failure.retryAfterSeconds !== undefined) {
      return Math.min(LONGEST_DELAY_SECONDS, Math.ceil(failure.retryAfterSeconds))
    }
    const growing = Math.min(LONGEST_DELAY_SECONDS, base * 2 ** (attempt - 1))
    return Math.round(growing * (0.75 + this.random() / 2))
  }
}

function codeOf(error: unknown): FailureCode {
  return error instanceof Failure ? error.code : 'assessment_failed'
}
