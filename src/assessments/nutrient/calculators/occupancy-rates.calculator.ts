import { Injectable } from '@nestjs/common'
import { compensatedSum } from '../../compensated-sum'
import type { OccupancyRates } from '../nutrient.types'

/** A catchment that may give the rates, with the area of the site's land in it. */
export interface RatesSource {
  readonly catchmentName: string
  readonly areaHa: number
  /** Null when the rates lookup has no row for the name. */
  readonly rates: OccupancyRates | null
}

/**
 * Occupancy and water use of a development from the catchments that its land lies in: equal rates are used as they
 * are, different ones are weighted by area. Null when no catchment has rates.
 */
@Injectable()
export class OccupancyRatesCalculator {
  calculate(sources: readonly RatesSource[]): OccupancyRates | null {
    const known = sources.flatMap(({ areaHa, rates }) => (rates === null ? [] : [{ areaHa, rates }]))
    if (known.length === 0) return null
    return {
      personsPerDwelling: weighted(known.map(({ areaHa, rates }) => [rates.personsPerDwelling, areaHa])),
      waterUseLPerPersonDay: weighted(known.map(({ areaHa, rates }) => [rates.waterUseLPerPersonDay, areaHa]))
    }
  }
}

function weighted(pairs: readonly (readonly [number | null, number])[]): number | null {
  const known = pairs.flatMap(([value, weight]) => (value === null ? [] : [{ value, weight }]))
  const first = known[0]
  if (first === undefined) return null
  if (known.every(({ value }) => value === first.value)) return first.value
  const area = compensatedSum(known.map(({ weight }) => weight))
  return compensatedSum(known.map(({ value, weight }) => value * weight)) / area
}
