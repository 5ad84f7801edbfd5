import { Failure } from '../failures/failure'
import type { FailureCode } from '../failures/failure-codes'

export class ReferenceDataMissing extends Failure {
  readonly code = 'reference_data_missing'
  readonly retryable = true

  constructor(readonly layers: readonly string[]) {
    super(`No active reference data in: ${layers.join(', ')}. Load and activate it before processing.`)
  }
}

export class ReferenceDataUnavailable extends Failure {
  readonly code = 'reference_data_unavailable'
  readonly retryable = true

  constructor(what: string, options?: ErrorOptions) {
    super(`The reference database did not answer: ${what}`, options)
  }
}

export class InvalidBoundary extends Failure {
  readonly retryable = false

  constructor(
    readonly code: FailureCode,
    message: string
  ) {
    super(message)
  }
}
