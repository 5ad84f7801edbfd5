import { AssessmentFailure } from '../assessment.failures'

/** Only under the production profile; the corrected one gives empty tables and says so. */
export class NoRiskZone extends AssessmentFailure {
  readonly code = 'no_risk_zone'
  readonly retryable = false

  constructor(distanceM: number) {
    super(`gcn_risk_zones has no zone on the site or within ${distanceM} m of it`)
  }
}
