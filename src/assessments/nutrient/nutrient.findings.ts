import { compensatedSum } from '../compensated-sum'
import type { Finding } from '../assessment-outcome'
import type { Development } from '../development'
import { parseDecimal } from './decimal-text'
import type { NutrientWorkings } from './nutrient.workings'

const SQUARE_METRES_PER_HECTARE = 10_000
/** Land without coefficients below this area does not move a printed figure. */
const NOTICEABLE_GAP_HA = 0.005

/** What a reader of the outcome should know, in the order of the method. */
export function nutrientFindings(development: Development, workings: NutrientWorkings): Finding[] {
  return [
    ...development.boundary.repairs.map((repair) => ({ code: 'boundary_repaired', message: repair })),
    ...landFindings(workings),
    ...workings.wastewater.works.findings,
    ...workings.wastewater.rates.findings,
    ...choiceOfWorks(development, workings)
  ]
}

function landFindings({ overlaps, landUse }: NutrientWorkings): Finding[] {
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
  const inCatchmentsHa =
    compensatedSum(overlaps.catchments.map(({ overlapM2 }) => overlapM2)) / SQUARE_METRES_PER_HECTARE
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
