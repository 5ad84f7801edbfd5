import { Injectable } from '@nestjs/common'
import { pairwiseSum } from '../../pairwise-sum'
import type { OccupancyRates } from '../nutrient.types'

/** A site of a batch: the works it drains to and the rates it has of its own. */
export interface BatchSite {
  readonly worksId: number
  readonly rates: OccupancyRates
}

/**
 * Rates of the sites of one batch as the public system has them: a missing rate is the mean of the known ones of the
 * sites on the same works, each of the two rates by itself; without a known one it stays missing. A site alone
 * keeps what it has.
 */
@Injectable()
export class BatchRatesCalculator {
  calculate(sites: readonly BatchSite[]): OccupancyRates[] {
    const means = new Map([...ratesByWorks(sites)].map(([worksId, rates]) => [worksId, meanOf(rates)]))
    return sites.map(({ worksId, rates }) => ({
      personsPerDwelling: rates.personsPerDwelling ?? means.get(worksId)?.personsPerDwelling ?? null,
      waterUseLPerPersonDay: rates.waterUseLPerPersonDay ?? means.get(worksId)?.waterUseLPerPersonDay ?? null
    }))
  }
}

function ratesByWorks(sites: readonly BatchSite[]): Map<number, OccupancyRates[]> {
  const groups = new Map<number, OccupancyRates[]>()
  for (const { worksId, rates } of sites) groups.set(worksId, [...(groups.get(worksId) ?? []), rates])
  return groups
}

function meanOf(rates: readonly OccupancyRates[]): OccupancyRates {
  return {
    personsPerDwelling: mean(rates.map(({ personsPerDwelling }) => personsPerDwelling)),
    waterUseLPerPersonDay: mean(rates.map(({ waterUseLPerPersonDay }) => waterUseLPerPersonDay))
  }
}

/** A missing value takes its place in the sum as 0: the places decide the last bits. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).length
  return known === 0 ? null : pairwiseSum(values.map((value) => value ?? 0)) / known
}
