import type { EvidenceFigure, Json } from '../assessment-outcome'
import type { Development } from '../development'
import type {
  LandUseFragment,
  NutrientCoefficients,
  NutrientLoad,
  PermitConcentrations
} from './nutrient.types'
import type { ChosenRates } from './nutrient.rates'
import type { NutrientWorkings } from './nutrient.workings'

/**
 * Everything that is needed to do the sum again by hand, in the order of the method: the figures that it starts from,
 * fragments with their coefficients and rounded uplifts, their sums per catchment, SuDS, works, rates, loads, buffer.
 */
export function nutrientEvidence(
  development: Development,
  workings: NutrientWorkings,
  policyFigures: readonly EvidenceFigure[]
): Json {
  const { overlaps, landUse, totals } = workings
  return {
    figures: [...policyFigures, ...lookedUpFigures(workings)].map(({ name, value, unit, source }) => ({
      name,
      value,
      unit,
      source
    })),
    site: {
      areaM2: development.boundary.areaM2,
      areaHaRounded: workings.siteAreaHa,
      dwellings: development.dwellings,
      repairs: development.boundary.repairs
    },
    overlaps: {
      wwtw: candidates(overlaps.wwtw),
      lpa: candidates(overlaps.lpa),
      subcatchments: candidates(overlaps.subcatchments),
      catchments: overlaps.catchments.map(({ oid, name, overlapM2 }) => ({ oid, name, overlapM2 }))
    },
    landUse: {
      fragments: landUse.fragments.map(({ fragment, future, uplift }) => ({
        ...fragmentEvidence(fragment),
        future: coefficients(future),
        uplift: load(uplift)
      })),
      perCatchment: (landUse.totals?.entries ?? []).map(({ oid, name, areaHa, uplift }) => ({
        oid,
        name,
        areaHa,
        uplift: load(uplift)
      })),
      uplift: landUse.totals === null ? null : load(landUse.totals.uplift),
      afterSuds: load(landUse.afterSuds)
    },
    wastewater: wastewaterEvidence(workings),
    total: { base: load(totals.base), withBuffer: load(totals.total) },
    roundedFigures: ROUNDED_FIGURES
  }
}

/** Which figures are rounded, and where: two decimals, ties to even on the floating point product. */
const ROUNDED_FIGURES = [
  'site.areaHaRounded',
  'landUse.fragments[].uplift',
  'landUse.afterSuds',
  'total.withBuffer (from the unrounded permanent load)'
]

function lookedUpFigures({ wastewater: { works, rates } }: NutrientWorkings): EvidenceFigure[] {
  const { personsPerDwelling, waterUseLPerPersonDay } = rates.rates
  const ratesSource = ratesSourceOf(rates)
  const permits = (years: string, permit: PermitConcentrations | undefined): EvidenceFigure[] => {
    const source = `wwtw_lookup, works ${works.id}`
    return [
      { name: `nitrogenPermit${years}`, value: permit?.nitrogenMgPerL ?? null, unit: 'mg/l', source },
      { name: `phosphorusPermit${years}`, value: permit?.phosphorusMgPerL ?? null, unit: 'mg/l', source }
    ]
  }
  return [
    { name: 'occupancy', value: personsPerDwelling, unit: 'persons/dwelling', source: ratesSource },
    { name: 'waterUse', value: waterUseLPerPersonDay, unit: 'l/person/day', source: ratesSource },
    ...permits('From2025', works.permit?.temporary),
    ...permits('From2030', works.permit?.permanent)
  ]
}

function ratesSourceOf({ source, catchments }: ChosenRates): string {
  if (source === 'batch-mean') return 'mean of the other sites of the file on the same works'
  const names = catchments.flatMap(({ catchmentName, rates }) => (rates === null ? [] : [catchmentName]))
  return names.length === 0 ? 'rates_lookup: no row applies' : `rates_lookup, ${names.join('; ')}`
}

function wastewaterEvidence({ wastewater: { works, rates, loads } }: NutrientWorkings): Json {
  return {
    works: {
      id: works.id,
      isFallback: works.isFallback,
      name: works.permit?.name ?? null,
      subcatchment: works.permit?.subcatchment ?? null,
      permits:
        works.permit === null
          ? null
          : { ...period('from2025', works.permit.temporary), ...period('from2030', works.permit.permanent) }
    },
    rates: {
      source: rates.source,
      personsPerDwelling: rates.rates.personsPerDwelling,
      waterUseLPerPersonDay: rates.rates.waterUseLPerPersonDay,
      catchments: rates.catchments.map(({ catchmentName, areaHa, rates: own }) => ({
        catchmentName,
        areaHa,
        personsPerDwelling: own?.personsPerDwelling ?? null,
        waterUseLPerPersonDay: own?.waterUseLPerPersonDay ?? null
      }))
    },
    dailyWaterUseL: loads.dailyWaterUseL,
    temporary: load(loads.temporary),
    permanent: load(loads.permanent)
  }
}

function period(
  name: string,
  permit: { nitrogenMgPerL: number | null; phosphorusMgPerL: number | null }
): Record<string, Json> {
  return { [name]: { nitrogenMgPerL: permit.nitrogenMgPerL, phosphorusMgPerL: permit.phosphorusMgPerL } }
}

function fragmentEvidence(fragment: LandUseFragment): Record<string, Json> {
  return {
    cromeId: fragment.cromeId,
    landUse: fragment.landUse,
    catchmentOid: fragment.catchmentOid,
    catchmentName: fragment.catchmentName,
    areaHa: fragment.areaHa,
    current: coefficients(fragment.current),
    residential: coefficients(fragment.residential)
  }
}

const candidates = (overlaps: readonly { attribute: string | null; overlapM2: number }[]): Json =>
  overlaps.map(({ attribute, overlapM2 }) => ({ attribute, overlapM2 }))

const load = ({ nitrogenKgPerYear, phosphorusKgPerYear }: NutrientLoad): Json => ({
  nitrogenKgPerYear,
  phosphorusKgPerYear
})

const coefficients = ({ nitrogenKgPerHaYear, phosphorusKgPerHaYear }: NutrientCoefficients): Json => ({
  nitrogenKgPerHaYear,
  phosphorusKgPerHaYear
})
