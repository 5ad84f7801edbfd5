import { Injectable } from '@nestjs/common'
import type { Finding } from '../assessment-outcome'
import type { AssessmentContext } from '../impact-assessment'
import { PROFILE_POLICIES } from '../profile-policies'
import type { LandUseTotals } from './calculators/land-use-totals.calculator'
import { OccupancyRatesCalculator, type RatesSource } from './calculators/occupancy-rates.calculator'
import { NutrientReferenceData } from './nutrient.reference-data'
import type { OccupancyRates, WwtwPermit } from './nutrient.types'

export interface ChosenRates {
  readonly rates: OccupancyRates
  /** Where the rates come from. */
  readonly source: 'catchments' | 'works-catchment' | 'batch-mean' | 'none'
  readonly catchments: readonly RatesSource[]
  readonly findings: readonly Finding[]
}

const NO_RATES: OccupancyRates = { personsPerDwelling: null, waterUseLPerPersonDay: null }

/**
 * Occupancy and water use of a site.
 *
 * Asked by the joined catchment names, a site in two catchments or outside all of them has no rates (defect D-1).
 * The other rule asks each catchment by its own name, else the catchment of the chosen works.
 */
@Injectable()
export class NutrientRates {
  constructor(
    private readonly calculator: OccupancyRatesCalculator,
    private readonly data: NutrientReferenceData
  ) {}

  async choose(
    totals: LandUseTotals | null,
    permit: WwtwPermit | null,
    context: AssessmentContext
  ): Promise<ChosenRates> {
    const rule = PROFILE_POLICIES.siteRates.rule[context.profile]
    return rule === 'by-joined-names'
      ? this.byJoinedNames(totals, context)
      : this.byEachCatchment(totals, permit, context)
  }

  private async byEachCatchment(
    totals: LandUseTotals | null,
    permit: WwtwPermit | null,
    context: AssessmentContext
  ): Promise<ChosenRates> {
    const ownSources = await this.sources(areaByName(totals), context)
    const own = this.calculator.calculate(ownSources)
    if (own !== null) return chosen(own, 'catchments', ownSources)
    const worksSources = await this.sources(await this.worksCatchments(permit, context), context)
    const fromWorks = this.calculator.calculate(worksSources)
    if (fromWorks !== null) return chosen(fromWorks, 'works-catchment', worksSources)
    return { rates: NO_RATES, source: 'none', catchments: ownSources, findings: [ratesMissing] }
  }

  private async byJoinedNames(
    totals: LandUseTotals | null,
    context: AssessmentContext
  ): Promise<ChosenRates> {
    const rates = totals === null ? null : await this.data.rates(totals.catchmentNames, context)
    if (totals === null || rates === null)
      return { rates: NO_RATES, source: 'none', catchments: [], findings: [ratesMissing] }
    const source = { catchmentName: totals.catchmentNames, areaHa: totals.areaHa, rates }
    return { rates, source: 'catchments', catchments: [source], findings: [] }
  }

  private async worksCatchments(
    permit: WwtwPermit | null,
    context: AssessmentContext
  ): Promise<Map<string, number>> {
    const subcatchment = permit?.subcatchment ?? null
    if (subcatchment === null) return new Map()
    const names = await this.data.catchmentsOf(subcatchment, context)
    return new Map(names.map((name) => [name, 1]))
  }

  private async sources(areas: Map<string, number>, context: AssessmentContext): Promise<RatesSource[]> {
    const sources: RatesSource[] = []
    for (const [catchmentName, areaHa] of areas) {
      sources.push({ catchmentName, areaHa, rates: await this.data.rates(catchmentName, context) })
    }
    return sources
  }
}

function areaByName(totals: LandUseTotals | null): Map<string, number> {
  const areas = new Map<string, number>()
  for (const { name, areaHa } of totals?.entries ?? []) areas.set(name, (areas.get(name) ?? 0) + areaHa)
  return areas
}

function chosen(
  rates: OccupancyRates,
  source: 'catchments' | 'works-catchment',
  catchments: readonly RatesSource[]
): ChosenRates {
  const withoutRates = catchments.filter((catchment) => catchment.rates === null)
  return {
    rates,
    source,
    catchments,
    findings: [
      ...(source === 'works-catchment' ? [ratesFromWorks(catchments)] : []),
      ...(source === 'catchments' ? sharedRates(catchments) : []),
      ...(areAllEqual(catchments) ? [] : [ratesWeighted]),
      ...withoutRates.map(({ catchmentName }) => noRatesFor(catchmentName))
    ]
  }
}

function areAllEqual(catchments: readonly RatesSource[]): boolean {
  return new Set(catchments.flatMap(({ rates }) => (rates === null ? [] : JSON.stringify(rates)))).size <= 1
}

/** A site in several catchments whose rates are equal: the reader should not have to wonder which were used. */
function sharedRates(catchments: readonly RatesSource[]): Finding[] {
  const names = catchments.flatMap(({ catchmentName, rates }) => (rates === null ? [] : [catchmentName]))
  if (names.length < 2 || !areAllEqual(catchments)) return []
  return [
    {
      code: 'rates_from_several_catchments',
      message: `The site lies in several catchments with the same rates, which were used: ${names.join('; ')}.`
    }
  ]
}

const ratesMissing: Finding = {
  code: 'rates_missing',
  message: 'No occupancy and water use rates apply to the site; its waste water is not part of the total.'
}

const ratesWeighted: Finding = {
  code: 'rates_weighted',
  message: 'The site lies in catchments with different rates; they were weighted by area.'
}

const ratesFromWorks = (catchments: readonly RatesSource[]): Finding => ({
  code: 'rates_from_works_catchment',
  message: `The site lies in no catchment; rates are those of the catchment of its works: ${catchments.map(({ catchmentName }) => catchmentName).join('; ')}.`
})

const noRatesFor = (catchmentName: string): Finding => ({
  code: 'rates_missing_for_catchment',
  message: `rates_lookup has no row for "${catchmentName}"; the other catchments' rates were used.`
})
