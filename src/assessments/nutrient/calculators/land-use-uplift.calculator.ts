import { Injectable } from '@nestjs/common'
import { round2OrNull } from '../../rounding'
import { GreenspacePolicy } from '../nutrient.policy'
import type { LandUseFragment, NutrientCoefficients, NutrientLoad } from '../nutrient.types'

export interface FragmentUplift {
  /** Coefficients of the new land use, greenspace included on large sites. */
  readonly future: NutrientCoefficients
  /** Change of the yearly load of this fragment, two decimals; null when a coefficient is missing. */
  readonly uplift: NutrientLoad
}

/**
 * Change of the yearly load when one fragment of land becomes residential, in kg/year.
 *
 * Rounded per fragment, before anything is summed. On sites of at least the greenspace threshold a share of the
 * land counts as greenspace. `siteAreaHa` is the site's area rounded to two decimals: the threshold is tested on
 * that figure.
 */
@Injectable()
export class LandUseUpliftCalculator {
  constructor(private readonly policy: GreenspacePolicy) {}

  calculate(fragment: LandUseFragment, siteAreaHa: number): FragmentUplift {
    const future = this.futureCoefficients(fragment.residential, siteAreaHa)
    return {
      future,
      uplift: {
        nitrogenKgPerYear: upliftOf(
          future.nitrogenKgPerHaYear,
          fragment.current.nitrogenKgPerHaYear,
          fragment.areaHa
        ),
        phosphorusKgPerYear: upliftOf(
          future.phosphorusKgPerHaYear,
          fragment.current.phosphorusKgPerHaYear,
          fragment.areaHa
        )
      }
    }
  }

  private futureCoefficients(residential: NutrientCoefficients, siteAreaHa: number): NutrientCoefficients {
    const { thresholdHa, share, nitrogenKgPerHaYear, phosphorusKgPerHaYear } = this.policy
    if (siteAreaHa < thresholdHa) return residential
    const mix = (coefficient: number | null, greenspace: number): number | null =>
      coefficient === null ? null : coefficient * (1 - share) + share * greenspace
    return {
      nitrogenKgPerHaYear: mix(residential.nitrogenKgPerHaYear, nitrogenKgPerHaYear),
      phosphorusKgPerHaYear: mix(residential.phosphorusKgPerHaYear, phosphorusKgPerHaYear)
    }
  }
}

function upliftOf(future: number | null, current: number | null, areaHa: number): number | null {
  return round2OrNull(future === null || current === null ? null : (future - current) * areaHa)
}
