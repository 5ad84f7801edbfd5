import { Injectable } from '@nestjs/common'
import type { EvidenceFigure } from '../assessment-outcome'

/**
 * Figures set by policy; nothing else in the assessment holds such a figure. `NutrientPolicies` lists them with
 * units and sources, as the evidence of every outcome shows them.
 */

/** Open space that large sites are assumed to keep. */
export class GreenspacePolicy {
  /** Sites of at least this size keep greenspace. */
  readonly thresholdHa: number = 1
  /** Share of such a site that is greenspace. */
  readonly share: number = 20 / 100
  readonly nitrogenKgPerHaYear: number = 3
  readonly phosphorusKgPerHaYear: number = 0.2
}

/** Sustainable drainage systems. */
export class SudsPolicy {
  /** Sites with at least this many dwellings have to have them. */
  readonly thresholdDwellings: number = 50
  /** Share of the land-use load that they remove. */
  readonly removalShare: number = 25 / 100
}

/** Caution for what the method cannot know. */
export class PrecautionaryBufferPolicy {
  /** Added to the absolute total. */
  readonly share: number = 20 / 100
}

/** Waste water and the works that treat it. */
export class WastewaterPolicy {
  readonly daysPerYear: number = 365.25
  readonly mgPerKg: number = 1_000_000
  /** Works are assumed to run at this share of their permitted concentration. */
  readonly operatingRate: number = 0.9
  /** Works used where no works catchment meets the site: a package treatment plant. */
  readonly fallbackWwtwId: number = 141
  /** Name of the fallback in the works lookup; a site on it counts as having no works. */
  readonly fallbackName: string = 'Package Treatment Plant default'
}

/** Open Government Licence v3.0. */
const METHOD =
  "Natural England's nutrient neutrality method, impact assessment tool (DEFRA/nrf-impact-assessor, July 2026)"

/** Every figure set by policy, with unit and source. */
@Injectable()
export class NutrientPolicies {
  constructor(
    private readonly greenspace: GreenspacePolicy,
    private readonly suds: SudsPolicy,
    private readonly buffer: PrecautionaryBufferPolicy,
    private readonly wastewater: WastewaterPolicy
  ) {}

  figures(): EvidenceFigure[] {
    const { greenspace, suds, buffer, wastewater } = this
    return [
      set('greenspaceThreshold', greenspace.thresholdHa, 'ha', 'GS_THRESHOLD_AREA_HA'),
      set('greenspaceShare', greenspace.share, 'share of the site', 'GS_GREENSPACE_PERCENT'),
      set('greenspaceNitrogen', greenspace.nitrogenKgPerHaYear, 'kg/ha/year', 'GS_NITROGEN_COEFF'),
      set('greenspacePhosphorus', greenspace.phosphorusKgPerHaYear, 'kg/ha/year', 'GS_PHOSPHORUS_COEFF'),
      set('sudsThreshold', suds.thresholdDwellings, 'dwellings', 'SUDS_THRESHOLD_DWELLINGS'),
      set('sudsRemovalShare', suds.removalShare, 'share of the absolute load', 'SUDS_REMOVAL_RATE_PERCENT'),
      set('precautionaryBufferShare', buffer.share, 'share of the absolute base', BUFFER_SETTING),
      set('daysPerYear', wastewater.daysPerYear, 'days/year', 'days of a year'),
      set('milligramsPerKilogram', wastewater.mgPerKg, 'mg/kg', 'unit of the permits'),
      set('worksOperatingShare', wastewater.operatingRate, 'share of the permit', 'operating rate of works'),
      set('fallbackWorks', wastewater.fallbackWwtwId, 'works id', 'IAT_FALLBACK_WWTW_ID')
    ]
  }
}

const BUFFER_SETTING = 'IAT_PRECAUTIONARY_BUFFER_PERCENT'

const set = (name: string, value: number, unit: string, setting: string): EvidenceFigure => ({
  name,
  value,
  unit,
  source: `${METHOD}: ${setting}`
})
