import { Setting } from '../setting'
import { OneOf, WholeNumber } from '../setting-forms'

export class AssessmentSettings {
  @Setting({
    meaning: '`production` repeats the known defects of the earlier public system, for comparison only',
    default: 'corrected'
  })
  @OneOf('corrected', 'production')
  readonly ASSESSMENT_PROFILE!: 'corrected' | 'production'

  @Setting({ meaning: 'Most vertices of a boundary', default: '100000' })
  @WholeNumber(4, 1_000_000)
  readonly BOUNDARY_MAX_VERTICES!: number
}
