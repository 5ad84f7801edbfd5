import type { Finding } from '../assessment-outcome'
import { compensatedSum } from '../compensated-sum'
import type { Development, SurveyPond } from '../development'
import type { NewtSearchPolicy } from './great-crested-newt.policy'
import { isSilentOnImpact } from './great-crested-newt.survey'
import type { HabitatPatch } from './great-crested-newt.types'
import type { NewtWorkings } from './great-crested-newt.workings'

/** What a reader of the outcome should know, in the order of the method. */
export function newtFindings(
  { boundary, surveyPonds }: Development,
  workings: NewtWorkings,
  policy: NewtSearchPolicy
): Finding[] {
  return [
    ...boundary.repairs.map((repair) => ({ code: 'boundary_repaired', message: repair })),
    ...(surveyPonds === undefined ? [] : surveyFindings(surveyPonds, workings, policy)),
    ...zoneFindings(workings, policy),
    ...pondFindings(workings, policy),
    ...splitFindings(workings)
  ]
}

function surveyFindings(
  surveyPonds: readonly SurveyPond[],
  { site, ponds }: NewtWorkings,
  { siteDistanceM }: NewtSearchPolicy
): Finding[] {
  const outside = surveyPonds.length - site.ponds.length
  const unsaid = ponds.ponds.filter(({ pond }) => pond.newts === null || pond.isTemporaryImpact === null)
  return [
    ...when(site.repairedPonds.length > 0, {
      code: 'survey_pond_repaired',
      message: `The outline of ${listed(site.repairedPonds)} was not a valid polygon and was repaired.`
    }),
    ...when(isSilentOnImpact(surveyPonds), {
      code: 'temporary_impact_missing',
      message: 'The survey says of no pond whether its impact is temporary (TmpImp); F was taken for all.'
    }),
    ...when(outside > 0, {
      code: 'ponds_outside_reach',
      message: `${outside} of ${surveyPonds.length} surveyed ponds lie farther than ${siteDistanceM} m from the site and are left out.`
    }),
    ...when(unsaid.length > 0, {
      code: 'survey_value_missing',
      message: `The survey gives no PANS or no TmpImp for ${listed(unsaid.map(({ pond }) => pond.number))}, not counted in the pond frequency; the land around counts as habitat.`
    })
  ]
}

function zoneFindings({ site }: NewtWorkings, { siteDistanceM }: NewtSearchPolicy): Finding[] {
  return when(site.zoneFeatures.length === 0, {
    code: 'no_risk_zone',
    message: `No risk zone lies on the site or within ${siteDistanceM} m of it; both tables are empty.`
  })
}

function pondFindings({ site, ponds }: NewtWorkings, { siteDistanceM }: NewtSearchPolicy): Finding[] {
  const inNoZone = ponds.ponds.filter(({ maxZone }) => maxZone === null)
  return [
    ...when(site.ponds.length === 0, {
      code: 'no_pond_in_reach',
      message: `No pond lies on the site or within ${siteDistanceM} m of it; both tables are empty.`
    }),
    ...when(site.zoneFeatures.length > 0 && inNoZone.length > 0, {
      code: 'ponds_outside_zones',
      message: `No risk zone meets ${listed(inNoZone.map(({ pond }) => pond.number))}, not counted in the pond frequency.`
    })
  ]
}

/** Less habitat than this outside every EDP area comes from cutting, in square metres. */
const LEAST_OUTSIDE_M2 = 1

function splitFindings({ site: { edp, habitat }, split }: NewtWorkings): Finding[] {
  if (edp === undefined || split === undefined) return []
  const outsideM2 = surroundingsM2(habitat) - surroundingsM2(edp.habitat)
  const outside = split.ponds.filter((pond) => pond.edp === null)
  const straddling = split.ponds.filter(({ isStraddling }) => isStraddling)
  return [
    ...when(outsideM2 >= LEAST_OUTSIDE_M2, {
      code: 'habitat_outside_edp_areas',
      message: `${Math.round(outsideM2)} m² of the habitat lie in no EDP area, left out of the split.`
    }),
    ...when(outside.length > 0, {
      code: 'ponds_outside_edp_areas',
      message: `No EDP area meets ${listed(outside.map(({ pond }) => pond))}, left out of the split.`
    }),
    ...when(straddling.length > 0, {
      code: 'ponds_across_edp_areas',
      message: `More than one EDP area holds a part of ${listed(straddling.map(({ pond }) => pond))}; the one with the largest part counts it.`
    })
  ]
}

/** The surroundings contain the site. */
function surroundingsM2(patches: readonly HabitatPatch[]): number {
  return compensatedSum(patches.filter(({ area }) => area === 'Buffer').map(({ areaM2 }) => areaM2))
}

function when(condition: boolean, finding: Finding): Finding[] {
  return condition ? [finding] : []
}

const MOST_LISTED = 10

/** `pond 3`, or `4 ponds (1, 2, 3, 4)`; a long list is cut. */
function listed(numbers: readonly number[]): string {
  if (numbers.length === 1) return `pond ${numbers[0]}`
  const rest = numbers.length > MOST_LISTED ? ', …' : ''
  return `${numbers.length} ponds (${numbers.slice(0, MOST_LISTED).join(', ')}${rest})`
}
