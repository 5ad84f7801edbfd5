import { Injectable } from '@nestjs/common'
import type { Finding } from '../assessment-outcome'
import { BatchRatesCalculator } from './calculators/batch-rates.calculator'
import type { SiteLandUse } from './calculators/site-land-use.calculator'
import type { ChosenRates } from './nutrient.rates'
import type { NutrientLoad, OccupancyRates } from './nutrient.types'
import type { ChosenWorks } from './nutrient.works'

/** What the sites of a batch change in each other. */
interface BatchedSite {
  readonly landUse: SiteLandUse
  readonly works: ChosenWorks
  readonly rates: ChosenRates
}

const NO_LOAD: NutrientLoad = { nitrogenKgPerYear: null, phosphorusKgPerYear: null }

/**
 * The rules by which the public system mixes the sites of one file (defects D-1 and D-13); a site alone stays as it
 * is. Only the production profile has them.
 */
@Injectable()
export class NutrientBatch {
  constructor(private readonly rates: BatchRatesCalculator) {}

  /** The sites in their order, with the rates and the land-use load that they have in one file. */
  combine<Site extends BatchedSite>(sites: readonly Site[]): Site[] {
    const rates = this.rates.calculate(
      sites.map((site) => ({ worksId: site.works.id, rates: site.rates.rates }))
    )
    const hasLand = sites.some(({ landUse }) => landUse.totals !== null)
    return sites.map((site, index) => ({
      ...site,
      rates: withBatchRates(site.rates, rates[index]),
      landUse: hasLand ? withoutZero(site.landUse) : site.landUse
    }))
  }
}

/** The load of a site without land in a catchment is 0 by itself, but missing beside a site that has some. */
function withoutZero(landUse: SiteLandUse): SiteLandUse {
  return landUse.totals === null ? { ...landUse, afterSuds: NO_LOAD } : landUse
}

function withBatchRates(own: ChosenRates, filled: OccupancyRates): ChosenRates {
  const isSame =
    own.rates.personsPerDwelling === filled.personsPerDwelling &&
    own.rates.waterUseLPerPersonDay === filled.waterUseLPerPersonDay
  return isSame ? own : { ...own, rates: filled, source: 'batch-mean', findings: [ratesFromBatch] }
}

const ratesFromBatch: Finding = {
  code: 'rates_from_batch_mean',
  message:
    'No rates apply to the site by itself; they are the mean of the other sites of the file on the same works.'
}
