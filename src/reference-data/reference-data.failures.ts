import { Failure } from '../failures/failure'
import type { FailureCode } from '../failures/failure-codes'

export class ReferenceDataMissing extends Failure {
  readonly code = 'reference_data_missing'
  readonly retryable = true

  constructor(
    readonly layers: readonly string[],
    options?: ErrorOptions
  ) {
    super(
      `No active reference data in: ${layers.join(', ')}. Load and activate it before processing.`,
      options
    )
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

/** The outline of a surveyed pond that cannot be used; `pond` is its position in the survey, from 1. */
export class InvalidSurveyPond extends Failure {
  readonly code = 'invalid_survey_pond'
  readonly retryable = false

  constructor(
    readonly pond: number,
    problem: string
  ) {
    super(`Pond ${pond} of the survey: ${problem}`)
  }
}

/** A version that is not loaded, or no earlier version to go back to. Meant for whoever typed the command. */
export class UnknownDataVersion extends Error {
  constructor(message: string) {
    super(message)
    this.name = new.target.name
  }
}

/** A file that was not loaded: the faults found in it, all at once. The database is as it was. */
export class LoadRefused extends Error {
  constructor(
    readonly layer: string,
    /** The first faults, in the order of the file. */
    readonly faults: readonly string[],
    /** How many there are in all. */
    readonly faultCount: number
  ) {
    super(`${faultCount} fault(s) in the file for layer "${layer}": ${faults.slice(0, 3).join('; ')}`)
    this.name = new.target.name
  }
}

/** All three kept versions were active within the last hour: a running job may have pinned any of them. */
export class VersionsInUse extends Error {
  constructor(layer: string) {
    super(
      `Three versions of "${layer}" were active within the last hour and jobs may still read them; ` +
        'load the file again when the oldest has been inactive for an hour'
    )
    this.name = new.target.name
  }
}
