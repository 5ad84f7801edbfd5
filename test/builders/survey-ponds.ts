import { toEwkb } from '@nrf/geometry'
import type { SurveyPond } from '../../src/assessments/development'
import type { SampleDevelopment } from '../../src/cli/sample-developments'

/** The surveyed ponds of a sample in British National Grid, as the service would read them. */
export function surveyPondsOf({ surveyPonds }: SampleDevelopment['details']): SurveyPond[] | undefined {
  return surveyPonds?.features.map(({ geometry, properties }) => ({
    ewkb: toEwkb(geometry, 27700),
    newts: properties.PANS,
    isTemporaryImpact: properties.TmpImp === 'T'
  }))
}
