import type { AssessmentOutcome } from '../assessments/assessment-outcome'
import type { FailureCode } from '../failures/failure-codes'

interface JobResult {
  readonly reference: string
  readonly revision: number
  /** Canonical types of the job, sorted; part of the idempotency key. */
  readonly assessmentTypes: readonly string[]
}

export interface CompletedResult extends JobResult {
  readonly status: 'COMPLETED'
  readonly outcomes: readonly AssessmentOutcome[]
}

export interface FailedResult extends JobResult {
  readonly status: 'FAILED'
  readonly error: { readonly code: FailureCode; readonly message: string }
}

export type AssessmentResult = CompletedResult | FailedResult

/** Where results go. The same result is delivered with the same bytes and the same idempotency key on every try. */
export abstract class ResultSink {
  /**
   * Resolves when the backend holds the result, also when it already held the same one.
   * @throws ResultRefused, ResultConflict, AssessmentTypeNotAccepted, BackendUnauthorised, BackendUnavailable,
   *   BackendBadResponse
   */
  abstract deliver(result: AssessmentResult, signal: AbortSignal): Promise<void>
}
