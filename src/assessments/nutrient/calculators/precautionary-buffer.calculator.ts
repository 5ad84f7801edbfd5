import { Injectable } from '@nestjs/common'
import { round2 } from '../../rounding'
import { PrecautionaryBufferPolicy } from '../nutrient.policy'
import type { KnownNutrientLoad, NutrientLoad } from '../nutrient.types'

export interface BufferedTotal {
  /** Land use after SuDS plus permanent waste water, unrounded. */
  readonly base: KnownNutrientLoad
  /** With the precautionary buffer, two decimals. */
  readonly total: KnownNutrientLoad
}

/**
 * Total load of a development in kg/year. Takes the unrounded permanent load. The buffer is a share of the
 * absolute base and is always added, so an improvement shrinks. A missing term adds nothing.
 */
@Injectable()
export class PrecautionaryBufferCalculator {
  constructor(private readonly policy: PrecautionaryBufferPolicy) {}

  calculate(afterSuds: NutrientLoad, permanent: NutrientLoad): BufferedTotal {
    const base = {
      nitrogenKgPerYear: (afterSuds.nitrogenKgPerYear ?? 0) + (permanent.nitrogenKgPerYear ?? 0),
      phosphorusKgPerYear: (afterSuds.phosphorusKgPerYear ?? 0) + (permanent.phosphorusKgPerYear ?? 0)
    }
    return {
      base,
      total: {
        nitrogenKgPerYear: this.buffered(base.nitrogenKgPerYear),
        phosphorusKgPerYear: this.buffered(base.phosphorusKgPerYear)
      }
    }
  }

  private buffered(kg: number): number {
    return round2(kg + Math.abs(kg) * this.policy.share)
  }
}
