import { Failure } from '../failures/failure'

/** The details of the assessment are not there (404), perhaps not yet. */
export class ReferenceUnknown extends Failure {
  readonly code = 'reference_unknown'
  readonly retryable = true

  constructor(readonly reference: string) {
    super(`The backend knows no assessment "${reference}" (404)`)
  }
}

/** The assessment was deleted or cancelled (410). */
export class AssessmentWithdrawn extends Failure {
  readonly code = 'assessment_withdrawn'
  readonly retryable = false

  constructor(readonly reference: string) {
    super(`The assessment "${reference}" was withdrawn (410)`)
  }
}

/** The assessment is not in a state that can be run (409). */
export class AssessmentNotRunnable extends Failure {
  readonly code = 'assessment_not_runnable'
  readonly retryable = false

  constructor(readonly reference: string) {
    super(`The assessment "${reference}" is not in a state that can be run (409)`)
  }
}

/** The details break the contract. The faults name members and rules, never values. */
export class DetailsInvalid extends Failure {
  readonly code = 'details_invalid'
  readonly retryable = false

  constructor(
    readonly faults: readonly string[],
    options?: ErrorOptions
  ) {
    super(`The details of the assessment break the contract: ${faults.join('; ')}`, options)
  }
}

/** The details carry another reference or revision than the one that was asked for. */
export class DetailsMismatch extends Failure {
  readonly code = 'details_mismatch'
  readonly retryable = false

  constructor(member: 'reference' | 'revision', asked: string | number, received: string | number) {
    super(`The details carry another ${member}: asked for "${asked}", received "${received}"`)
  }
}

/** A response is longer than allowed, as it is or after decompression. */
export class ResponseTooLarge extends Failure {
  readonly code = 'response_too_large'
  readonly retryable = false

  constructor(readonly maxBytes: number) {
    super(`A response of the backend has more than ${maxBytes} bytes (BACKEND_MAX_RESPONSE_BYTES)`)
  }
}

/** No answer, an answer that asks to come again, or a server error. */
export class BackendUnavailable extends Failure {
  readonly code = 'backend_unavailable'
  readonly retryable = true

  constructor(
    what: string,
    /** How long the backend asks to wait; at most 900. */
    readonly retryAfterSeconds?: number,
    options?: ErrorOptions
  ) {
    super(`The backend is not available: ${what}`, options)
  }
}

/** The key of this service is missing or wrong (401, 403). */
export class BackendUnauthorised extends Failure {
  readonly code = 'backend_unauthorised'
  readonly retryable = true

  constructor(readonly status: number) {
    super(`The backend refused the key of this service (${status}); check BACKEND_API_KEY on both sides`)
  }
}

/** An answer that does not come from the backend as described: a redirect, HTML, JSON that is cut off. */
export class BackendBadResponse extends Failure {
  readonly code = 'backend_bad_response'
  readonly retryable = true

  constructor(what: string, options?: ErrorOptions) {
    super(`The backend gave an answer that cannot be used: ${what}`, options)
  }
}

/** The backend refused the result for good. */
export class ResultRefused extends Failure {
  readonly code = 'result_refused'
  readonly retryable = false

  constructor(
    readonly status: number,
    reason?: string
  ) {
    super(`The backend refused the result (${status})${reason ? `: ${reason}` : ''}`)
  }
}

/** The backend holds another result for the same reference and revision (409). */
export class ResultConflict extends Failure {
  readonly code = 'result_conflict'
  readonly retryable = false

  constructor(reference: string, revision: number) {
    super(`The backend already holds another result for "${reference}", revision ${revision} (409)`)
  }
}

/** The quotes contract has no form for the results of this assessment. */
export class AssessmentTypeNotAccepted extends Failure {
  readonly code = 'assessment_type_not_accepted'
  readonly retryable = false

  constructor(readonly type: string) {
    super(
      `The quotes contract takes nutrient results only, not "${type}"; use BACKEND_RESULTS_CONTRACT=results`
    )
  }
}
