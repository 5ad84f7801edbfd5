import { Injectable } from '@nestjs/common'
import type { AssessmentProfile } from '../../config/config.tokens'
import type { Finding } from '../assessment-outcome'
import { PROFILE_POLICIES } from '../profile-policies'
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
 * What the sites of one file change in each other under a profile (defects D-1 and D-13); a site alone stays as it
 * is.
 */
@Injectable()
export class NutrientBatch {
  constructor(private readonly rates: BatchRatesCalculator) {}

  /** The sites in their order, with the rates and the land-use load that they have in one file. */
  combine<Site extends BatchedSite>(sites: readonly Site[], profile: AssessmentProfile): Site[] {
    const { fileRates, fileLandUse } = PROFILE_POLICIES
    const withRates = fileRates.rule[profile] === 'mean-of-works' ? this.withRatesOfWorks(sites) : [...sites]
    return fileLandUse.rule[profile] === 'missing' ? withMissingLandUse(withRates) : withRates
  }

  private withRatesOfWorks<Site extends BatchedSite>(sites: readonly Site[]): Site[] {
    const rates = this.rates.calculate(
      sites.map((site) => ({ worksId: site.works.id, rates: site.rates.rates }))
    )
    return sites.map((site, index) => ({ ...site, rates: withBatchRates(site.rates, rates[index]) }))
  }
}

/** The load of a site without land in a catchment is 0 by itself, but missing beside a site that has some. */
function withMissingLandUse<Site extends BatchedSite>(sites: readonly Site[]): Site[] {
  const hasLand = ({ landUse }: BatchedSite): boolean => landUse.totals !== null
  if (!sites.some(hasLand)) return [...sites]
  return sites.map((site) =>
    hasLand(site) ? site : { ...site, landUse: { ...site.landUse, afterSuds: NO_LOAD } }
  )
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
