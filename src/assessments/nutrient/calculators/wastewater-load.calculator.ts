import { Injectable } from '@nestjs/common'
import { WastewaterPolicy } from '../nutrient.policy'
import type { NutrientLoad, OccupancyRates, PermitConcentrations, WwtwPermit } from '../nutrient.types'

export interface WastewaterLoads {
  /** Litres a day of the whole development, unrounded; null when a rate is missing. */
  readonly dailyWaterUseL: number | null
  /** Load under the permits of 2025 to 2030, unrounded. */
  readonly temporary: NutrientLoad
  /** Load under the permits from 2030 onwards, unrounded; the one that counts towards the total. */
  readonly permanent: NutrientLoad
}

/** Load of the waste water of a development in kg/year, unrounded. A missing rate or permit gives a missing load. */
@Injectable()
export class WastewaterLoadCalculator {
  constructor(private readonly policy: WastewaterPolicy) {}

  calculate(dwellings: number, rates: OccupancyRates, permit: WwtwPermit | null): WastewaterLoads {
    const { personsPerDwelling, waterUseLPerPersonDay } = rates
    const dailyWaterUseL =
      personsPerDwelling === null || waterUseLPerPersonDay === null
        ? null
        : dwellings * (personsPerDwelling * waterUseLPerPersonDay)
    return {
      dailyWaterUseL,
      temporary: this.loadUnder(dailyWaterUseL, permit?.temporary),
      permanent: this.loadUnder(dailyWaterUseL, permit?.permanent)
    }
  }

  private loadUnder(dailyL: number | null, permit: PermitConcentrations | undefined): NutrientLoad {
    return {
      nitrogenKgPerYear: this.load(dailyL, permit?.nitrogenMgPerL ?? null),
      phosphorusKgPerYear: this.load(dailyL, permit?.phosphorusMgPerL ?? null)
    }
  }

  private load(dailyL: number | null, mgPerL: number | null): number | null {
    if (dailyL === null || mgPerL === null) return null
    const { daysPerYear, mgPerKg, operatingRate } = this.policy
    return dailyL * daysPerYear * ((mgPerL / mgPerKg) * operatingRate)
  }
}
