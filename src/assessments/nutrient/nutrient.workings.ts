import type { Development } from '../development'
import type { SiteLandUse } from './calculators/site-land-use.calculator'
import type { BufferedTotal } from './calculators/precautionary-buffer.calculator'
import type { SiteOverlaps } from './nutrient.reference-data'
import type { SiteWastewater, WastewaterChoice } from './nutrient.wastewater'

/** What is known of a site before the figures that other sites of its file may change. */
export interface NutrientSite extends WastewaterChoice {
  readonly development: Development
  readonly siteAreaHa: number
  readonly overlaps: SiteOverlaps
  readonly landUse: SiteLandUse
}

/** Every figure of one assessment, unrounded where the method does not round; summary and evidence print it. */
export interface NutrientWorkings {
  /** Site area in hectares, rounded to two decimals: the figure that the greenspace threshold is tested on. */
  readonly siteAreaHa: number
  readonly overlaps: SiteOverlaps
  readonly landUse: SiteLandUse
  readonly wastewater: SiteWastewater
  readonly totals: BufferedTotal
}
