import { AssessmentFailure } from '../assessment.failures'

/** Only under the production profile; the corrected one takes the permit as missing and says so. */
export class PermitNotNumeric extends AssessmentFailure {
  readonly code = 'permit_not_numeric'
  readonly retryable = false

  constructor(wwtwId: number, column: string) {
    super(`Works ${wwtwId}: "${column}" of wwtw_lookup is not a number`)
  }
}
