import { Injectable } from '@nestjs/common'
import type { Finding } from '../assessment-outcome'
import type { AssessmentContext } from '../impact-assessment'
import { PROFILE_POLICIES } from '../profile-policies'
import type { LandUseTotals } from './calculators/land-use-totals.calculator'
import { WastewaterLoadCalculator, type WastewaterLoads } from './calculators/wastewater-load.calculator'
import { NutrientRates, type ChosenRates } from './nutrient.rates'
import type { NutrientLoad, OverlapCandidate } from './nutrient.types'
import { NutrientWorks, type ChosenWorks } from './nutrient.works'

/** Where the waste water of a site goes, and how much of it a dwelling makes. */
export interface WastewaterChoice {
  readonly works: ChosenWorks
  readonly rates: ChosenRates
}

export interface SiteWastewater extends WastewaterChoice {
  readonly loads: WastewaterLoads
  readonly findings: readonly Finding[]
}

/** The waste-water part of a site: its works and permit, the rates that apply, and the loads. */
@Injectable()
export class NutrientWastewater {
  constructor(
    private readonly works: NutrientWorks,
    private readonly rates: NutrientRates,
    private readonly loads: WastewaterLoadCalculator
  ) {}

  async choose(
    site: { candidates: readonly OverlapCandidate[]; landUse: LandUseTotals | null },
    context: AssessmentContext
  ): Promise<WastewaterChoice> {
    const works = await this.works.choose(site.candidates, context)
    return { works, rates: await this.rates.choose(site.landUse, works.permit, context) }
  }

  load(
    dwellings: number,
    { works, rates }: WastewaterChoice,
    { profile }: Pick<AssessmentContext, 'profile'>
  ): SiteWastewater {
    const loads = this.loads.calculate(dwellings, rates.rates, works.permit)
    const isZero = PROFILE_POLICIES.missingWastewater.rule[profile] === 'zero' && isAnyMissing(loads)
    const findings = [...works.findings, ...rates.findings]
    if (!isZero) return { works, rates, loads, findings }
    return { works, rates, loads: withZeros(loads), findings: [...findings, countsAsZero] }
  }
}

function isAnyMissing({ temporary, permanent }: WastewaterLoads): boolean {
  return [temporary, permanent].some((load) => Object.values(load).includes(null))
}

/** The public system counts a missing rate or permit as a load of 0. */
function withZeros(loads: WastewaterLoads): WastewaterLoads {
  const zeros = (load: NutrientLoad): NutrientLoad => ({
    nitrogenKgPerYear: load.nitrogenKgPerYear ?? 0,
    phosphorusKgPerYear: load.phosphorusKgPerYear ?? 0
  })
  return { ...loads, temporary: zeros(loads.temporary), permanent: zeros(loads.permanent) }
}

const countsAsZero: Finding = {
  code: 'missing_load_counts_as_zero',
  message: 'A waste-water load that cannot be worked out is printed as 0, as the public system does.'
}
