import type { DeclaredPond } from '../assessment-source'
import { isJsonObject } from './json-object'
import { MOST_PONDS, type SurveyPondsResponse } from './survey-ponds.response'

/** The survey without coordinates, which are checked elsewhere, and with no more ponds than are needed to refuse it. */
export function withoutOutlines(surveyPonds: unknown): unknown {
  if (!isJsonObject(surveyPonds) || !Array.isArray(surveyPonds.features)) return surveyPonds
  const features = surveyPonds.features.slice(0, MOST_PONDS + 1).map(withoutOutline)
  return { ...surveyPonds, features }
}

function withoutOutline(feature: unknown): unknown {
  return isJsonObject(feature) && isJsonObject(feature.geometry) ? { ...feature, geometry: {} } : feature
}

/** The ponds of a survey that was found to be in order, with the outlines as they came. */
export function declaredPonds(survey: SurveyPondsResponse, surveyPonds: unknown): DeclaredPond[] {
  const features =
    isJsonObject(surveyPonds) && Array.isArray(surveyPonds.features) ? surveyPonds.features : []
  return survey.features.map(({ properties }, index) => {
    const feature: unknown = features[index]
    const { PANS, TmpImp } = properties
    return {
      geometry: isJsonObject(feature) && feature.geometry,
      newts: PANS,
      isTemporaryImpact: TmpImp === undefined || TmpImp === null ? null : TmpImp === 'T'
    }
  })
}
