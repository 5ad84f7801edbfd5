import type { EdpSplit } from './calculators/edp-split.calculator'
import type { HabitatImpact } from './calculators/habitat-impact.calculator'
import type { PondFrequency } from './calculators/pond-frequency.calculator'
import type { SiteHabitatRow } from './great-crested-newt.questions'

/** What the steps of the method found, one after the other. */
export interface NewtWorkings {
  readonly site: SiteHabitatRow
  readonly habitat: HabitatImpact
  readonly ponds: PondFrequency
  /** Only where it is asked for. */
  readonly split?: EdpSplit
}
