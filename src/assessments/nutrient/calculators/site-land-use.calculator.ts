import { Injectable } from '@nestjs/common'
import type { LandUseFragment, NutrientLoad } from '../nutrient.types'
import { LandUseTotalsCalculator, type LandUseTotals } from './land-use-totals.calculator'
import { LandUseUpliftCalculator, type FragmentUplift } from './land-use-uplift.calculator'
import { SudsReductionCalculator } from './suds-reduction.calculator'

export interface SiteLandUse {
  readonly fragments: readonly (FragmentUplift & { readonly fragment: LandUseFragment })[]
  /** Null when none of the site's land lies in a catchment. */
  readonly totals: LandUseTotals | null
  /** Load in kg/year that remains after SuDS, two decimals; 0 when there is no land in a catchment. */
  readonly afterSuds: NutrientLoad
}

/** The land-use part of a site: uplift of each fragment, their sum, and what SuDS leave of it. */
@Injectable()
export class SiteLandUseCalculator {
  constructor(
    private readonly uplift: LandUseUpliftCalculator,
    private readonly totals: LandUseTotalsCalculator,
    private readonly suds: SudsReductionCalculator
  ) {}

  calculate(fragments: readonly LandUseFragment[], siteAreaHa: number, dwellings: number): SiteLandUse {
    const assessed = fragments.map((fragment) => ({
      fragment,
      ...this.uplift.calculate(fragment, siteAreaHa)
    }))
    const totals = this.totals.calculate(assessed)
    const before = totals?.uplift ?? { nitrogenKgPerYear: 0, phosphorusKgPerYear: 0 }
    return { fragments: assessed, totals, afterSuds: this.suds.calculate(before, dwellings) }
  }
}
