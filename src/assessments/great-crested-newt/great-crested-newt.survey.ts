import type { SurveyPond } from '../development'

/** A survey that tells the kind of impact of no pond does not know it: every impact is then taken as permanent. */
export function isSilentOnImpact(ponds: readonly SurveyPond[]): boolean {
  return ponds.length > 0 && ponds.every(({ isTemporaryImpact }) => isTemporaryImpact === null)
}
