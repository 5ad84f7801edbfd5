import { Setting } from '../setting'
import { ApiKey, WholeNumber } from '../setting-forms'

export class BoundaryCheckSettings {
  @Setting({
    meaning:
      'Key that callers of `POST /check-boundary` send as `x-api-key`; without it there is no such page',
    fallback: 'no boundary check',
    secret: true
  })
  @ApiKey()
  readonly IMPACT_ASSESSOR_API_KEY?: string

  @Setting({ meaning: 'Most bytes of a boundary file that is uploaded for a check', default: '2097152' })
  @WholeNumber(1, 16_777_216)
  readonly API_MAX_UPLOAD_BYTES!: number

  @Setting({ meaning: 'Boundary checks at once; more wait for their turn', default: '2' })
  @WholeNumber(1, 16)
  readonly BOUNDARY_CHECK_SLOTS!: number
}
