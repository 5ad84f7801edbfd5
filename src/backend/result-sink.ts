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

/** A result as it goes over the wire. */
export interface PreparedResult {
  readonly reference: string
  readonly revision: number
  /** The same for the same job in every process; another one for its failure than for its completion. */
  readonly idempotencyKey: string
  /** The exact text of the request. */
  readonly body: string
}

/** Where results go. What is prepared once is delivered with the same bytes and the same key on every try. */
export abstract class ResultSink {
  /**
   * @returns null when the contract has no form for this result, and nothing is to be sent
   * @throws AssessmentTypeNotAccepted
   */
  abstract prepare(result: AssessmentResult): PreparedResult | null

  /**
   * Resolves when the backend holds the result, also when it already held the same one.
   * @throws ResultRefused, ResultConflict, BackendUnauthorised, BackendUnavailable, BackendBadResponse
   */
  abstract deliver(result: PreparedResult, signal: AbortSignal): Promise<void>
}
