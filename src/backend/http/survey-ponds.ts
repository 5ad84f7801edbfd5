import { isJsonObject } from './json-object'
import { MOST_PONDS } from './survey-ponds.response'

/** The survey without coordinates, which are checked elsewhere, and with no more ponds than are needed to refuse it. */
export function withoutOutlines(surveyPonds: unknown): unknown {
  if (!isJsonObject(surveyPonds) || !Array.isArray(surveyPonds.features)) return surveyPonds
  const features = surveyPonds.features.slice(0, MOST_PONDS + 1).map(withoutOutline)
  return { ...surveyPonds, features }
}

function withoutOutline(feature: unknown): unknown {
  return isJsonObject(feature) && isJsonObject(feature.geometry) ? { ...feature, geometry: {} } : feature
}

/** The outlines of a survey as they came, in their order. */
export function outlinesOf(surveyPonds: unknown): unknown[] {
  const features: readonly unknown[] =
    isJsonObject(surveyPonds) && Array.isArray(surveyPonds.features) ? surveyPonds.features : []
  return features.map((feature) => isJsonObject(feature) && feature.geometry)
}
