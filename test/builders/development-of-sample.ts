import type { Development } from '../../src/assessments/development'
import type { SampleDevelopment } from '../../src/cli/sample-developments'
import type { BoundaryCheck } from '../../src/reference-data/boundary-check'
import { aReading } from './boundary.builder'
import { surveyPondsOf } from './survey-ponds'

/** A sample as the assessments get it, its boundary checked. */
export async function developmentOf(
  { details }: SampleDevelopment,
  check: BoundaryCheck
): Promise<Development> {
  const reading = aReading(details.boundary.geometry, details.boundary.srid)
  return {
    reference: details.reference,
    siteNumber: 1,
    name: details.reference,
    dwellingCategory: details.development.types[0],
    source: 'web_submission',
    dwellings: details.development.housingUnits,
    boundary: await check.check(reading, new AbortController().signal),
    surveyPonds: surveyPondsOf(details)
  }
}
