import { Failure } from '../failures/failure'

/** The database did not answer in time, or refused the connection. */
export class DatabaseUnavailable extends Failure {
  readonly code = 'database_unavailable'
  readonly retryable = true

  constructor(what: string, options?: ErrorOptions) {
    super(`The database did not answer: ${what}`, options)
  }
}
