import { HandlerAborted } from '@nrf/sqs-transport'
import { AssessmentWithdrawn, BackendUnavailable, ReferenceUnknown } from '../backend/backend.failures'
import type { QueueOptions } from '../config/config.tokens'
import { Failure } from '../failures/failure'
import type { FailureCode } from '../failures/failure-codes'
import { InterruptedAfterDelivery } from '../processing/interrupted-after-delivery'
import { JobTimedOut } from './queue.failures'

/** What becomes of the message of a failed job. */
export type Disposition =
  /** Nothing is left to do. */
  | { readonly kind: 'delete' }
  /** Another worker takes it at once. */
  | { readonly kind: 'release' }
  | { readonly kind: 'retry'; readonly delaySeconds: number; readonly report: FailureCode | null }
  /** It cannot succeed: visible again at once until the redrive policy moves it. */
  | { readonly kind: 'dead-letter'; readonly report: FailureCode | null }

export interface Receipt {
  readonly receiveCount: number
  readonly isLastReceive: boolean
}

const LONGEST_DELAY_SECONDS = 900
/** Codes that mean that the backend did not take a result; another one would not help. */
const NOT_REPORTED: readonly FailureCode[] = [
  'result_refused',
  'result_conflict',
  'assessment_type_not_accepted'
]

/**
 * The only place where a failure becomes a fate: a message is deleted on success, or when its assessment was
 * withdrawn; a permanent failure is reported at first receipt and left to the redrive policy; everything else is
 * retried with growing delay and reported at the last receipt.
 */
export class FailurePolicy {
  constructor(
    private readonly options: Pick<QueueOptions, 'retryBaseSeconds'>,
    private readonly random: () => number = Math.random
  ) {}

  decide(error: unknown, receipt: Receipt): Disposition {
    if (error instanceof AssessmentWithdrawn) return { kind: 'delete' }
    if (error instanceof InterruptedAfterDelivery) return { kind: 'release' }
    if (error instanceof HandlerAborted) return this.decideAborted(error, receipt)
    if (error instanceof Failure && !error.retryable) {
      return { kind: 'dead-letter', report: reportable(error.code) }
    }
    return {
      kind: 'retry',
      delaySeconds: this.delay(error, receipt.receiveCount),
      report: receipt.isLastReceive ? reportable(codeOf(error)) : null
    }
  }

  private decideAborted(error: HandlerAborted, receipt: Receipt): Disposition {
    if (error.reason !== 'deadline') return { kind: 'release' }
    return this.decide(new JobTimedOut({ cause: error }), receipt)
  }

  private delay(failure: unknown, receiveCount: number): number {
    const base = this.options.retryBaseSeconds
    if (failure instanceof ReferenceUnknown) return base
    if (failure instanceof BackendUnavailable && failure.retryAfterSeconds !== undefined) {
      return Math.min(LONGEST_DELAY_SECONDS, Math.ceil(failure.retryAfterSeconds))
    }
    const growing = Math.min(LONGEST_DELAY_SECONDS, base * 2 ** (receiveCount - 1))
    return Math.round(growing * (0.75 + this.random() / 2))
  }
}

function codeOf(error: unknown): FailureCode {
  return error instanceof Failure ? error.code : 'assessment_failed'
}

function reportable(code: FailureCode): FailureCode | null {
  return NOT_REPORTED.includes(code) ? null : code
}
