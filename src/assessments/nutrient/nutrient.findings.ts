import { compensatedSum } from '../compensated-sum'
import type { Finding } from '../assessment-outcome'
import type { Development } from '../development'
import { largestOverlaps } from './calculators/majority-overlap.calculator'
import { parseDecimal } from './decimal-text'
import { hectares } from './hectares'
import type { OverlapCandidate } from './nutrient.types'
import type { NutrientWorkings } from './nutrient.workings'

/** Land without coefficients below this area does not move a printed figure. */
const NOTICEABLE_GAP_HA = 0.005

/** What a reader of the outcome should know, in the order of the method. */
export function nutrientFindings(development: Development, workings: NutrientWorkings): Finding[] {
  return [
    ...development.boundary.repairs.map((repair) => ({ code: 'boundary_repaired', message: repair })),
    ...overlapFindings('works catchment', workings.overlaps.wwtw),
    ...overlapFindings('planning authority', workings.overlaps.lpa),
    ...overlapFindings('subcatchment', workings.overlaps.subcatchments),
    ...landFindings(workings),
    ...workings.wastewater.findings,
    ...choiceOfWorks(development, workings),
    ...repeatedTotals(workings)
  ]
}

/** When chance would have decided which feature is taken (defect D-10). */
function overlapFindings(layer: string, candidates: readonly OverlapCandidate[]): Finding[] {
  const [taken, ...others] = largestOverlaps(candidates)
  if (taken === undefined) return []
  const rivals = new Set(
    others.flatMap(({ attribute }) => (attribute === taken.attribute ? [] : [attribute]))
  )
  return [
    ...when(taken.overlapM2 === 0, {
      code: 'overlap_touches_only',
      message: `No ${layer} covers any of the site; ${taken.attribute}, which only touches it, was taken.`
    }),
    ...when(rivals.size > 0, {
      code: 'overlap_tied',
      message: `More than one ${layer} covers as much of the site: ${taken.attribute} was taken, not ${[...rivals].join(', ')}.`
    })
  ]
}

function landFindings(workings: NutrientWorkings): Finding[] {
  return [...landOutside(workings), ...landWithoutCoefficients(workings)]
}

function landOutside({ landUse: { totals, afterSuds } }: NutrientWorkings): Finding[] {
  const load =
    afterSuds.nitrogenKgPerYear === null
      ? 'missing, as beside other sites of its file that have such land (production profile)'
      : '0'
  return when(totals === null, {
    code: 'no_land_in_catchment',
    message: `None of the site's land lies in a catchment; its land-use load is ${load}.`
  })
}

function landWithoutCoefficients({ overlaps, landUse }: NutrientWorkings): Finding[] {
  const findings: Finding[] = []
  const withoutCoefficient = landUse.fragments.filter(
    ({ uplift }) => uplift.nitrogenKgPerYear === null || uplift.phosphorusKgPerYear === null
  )
  if (withoutCoefficient.length > 0) {
    const areaHa = compensatedSum(withoutCoefficient.map(({ fragment }) => fragment.areaHa))
    findings.push({
      code: 'coefficient_missing',
      message: `${withoutCoefficient.length} of ${landUse.fragments.length} fragments (${areaHa.toFixed(4)} ha) lack a coefficient and add nothing to the uplift.`
    })
  }
  const inCatchmentsHa = hectares(compensatedSum(overlaps.catchments.map(({ overlapM2 }) => overlapM2)))
  const gapHa = inCatchmentsHa - (landUse.totals?.areaHa ?? 0)
  if (gapHa > NOTICEABLE_GAP_HA) {
    findings.push({
      code: 'land_without_coefficients',
      message: `${gapHa.toFixed(4)} ha of the site lie in a catchment but in no cell of the coefficient layer and add nothing to the uplift.`
    })
  }
  return findings
}

function choiceOfWorks({ chosenWwtwId }: Development, { wastewater }: NutrientWorkings): Finding[] {
  if (chosenWwtwId === undefined || parseDecimal(chosenWwtwId) === wastewater.works.id) return []
  return [
    {
      code: 'chosen_works_differs',
      message: `The applicant named works ${chosenWwtwId}; the site lies mostly in the catchment of works ${wastewater.works.id}, which was used.`
    }
  ]
}

/** Defect D-2: the contract has the whole totals on every catchment. */
function repeatedTotals({ landUse }: NutrientWorkings): Finding[] {
  const count = landUse.totals?.entries.length ?? 0
  return when(count > 1, {
    code: 'totals_repeat_per_catchment',
    message: `Each of the ${count} catchments of the site carries its whole totals, which are not to be added; evidence.landUse.perCatchment splits the land use.`
  })
}

function when(condition: boolean, finding: Finding): Finding[] {
  return condition ? [finding] : []
}
