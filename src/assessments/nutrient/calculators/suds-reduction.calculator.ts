import { Injectable } from '@nestjs/common'
import { round2OrNull } from '../../rounding'
import { SudsPolicy } from '../nutrient.policy'
import type { NutrientLoad } from '../nutrient.types'

/**
 * Land-use load after SuDS, in kg/year, two decimals. Sites below the threshold keep their load (rounded all the
 * same). The share is taken from the absolute load: an improvement grows, −20 becomes −25.
 */
@Injectable()
export class SudsReductionCalculator {
  constructor(private readonly policy: SudsPolicy) {}

  calculate(uplift: NutrientLoad, dwellings: number): NutrientLoad {
    const share = dwellings >= this.policy.thresholdDwellings ? this.policy.removalShare : 0
    const reduce = (kg: number | null): number | null =>
      round2OrNull(kg === null ? null : kg - Math.abs(kg) * share)
    return {
      nitrogenKgPerYear: reduce(uplift.nitrogenKgPerYear),
      phosphorusKgPerYear: reduce(uplift.phosphorusKgPerYear)
    }
  }
}
