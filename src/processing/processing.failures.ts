import { Failure } from '../failures/failure'
import type { FailureCode } from '../failures/failure-codes'

/** The job was aborted at JOB_HARD_TIMEOUT_SECONDS. */
export class JobTimedOut extends Failure {
  readonly code = 'job_timed_out'
  readonly retryable = true

  constructor(options?: ErrorOptions) {
    super('The job ran longer than JOB_HARD_TIMEOUT_SECONDS and was aborted', options)
  }
}

/** Every try of the job ended with its worker. */
export class WorkerCrashed extends Failure {
  readonly code = 'worker_crashed'
  readonly retryable = false

  constructor(tries: number) {
    super(`The job took its worker down with it ${tries} times`)
  }
}

/** The job may have taken its worker down and has to run alone, as another one already does: this try does not count. */
export class AnotherIsAlone extends Failure {
  readonly code = 'worker_crashed'
  readonly retryable = true

  constructor() {
    super('Its worker has died of it or beside it; it is tried again when no other such job runs')
    this.isBlameless = true
  }
}

/** The boundary file of the job cannot be used. */
export class FileRefused extends Failure {
  readonly retryable = false

  constructor(
    readonly code: FailureCode,
    message: string
  ) {
    super(message)
  }
}

/** The message of the job could not be read; only its reference could. */
export class MessageRefused extends Failure {
  readonly retryable = false

  constructor(
    readonly code: FailureCode,
    options?: ErrorOptions
  ) {
    super(`The message is refused: ${code}`, options)
  }
}
