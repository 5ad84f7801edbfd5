/**
 * Figures set by policy, each with its source; nothing else in the assessment holds such a figure.
 *
 * Source of all: Natural England's nutrient neutrality method as published with the impact assessment tool
 * (DEFRA/nrf-impact-assessor, July 2026), Open Government Licence v3.0. Names in brackets are the tool's settings.
 */

/** Open space that large sites are assumed to keep. */
export class GreenspacePolicy {
  /** Sites of at least this size keep greenspace (GS_THRESHOLD_AREA_HA). */
  readonly thresholdHa: number = 1
  /** Share of such a site that is greenspace (GS_GREENSPACE_PERCENT = 20). */
  readonly share: number = 20 / 100
  /** Load of greenspace (GS_NITROGEN_COEFF). */
  readonly nitrogenKgPerHaYear: number = 3
  /** Load of greenspace (GS_PHOSPHORUS_COEFF). */
  readonly phosphorusKgPerHaYear: number = 0.2
}

/** Sustainable drainage systems. */
export class SudsPolicy {
  /** Sites with at least this many dwellings have to have them (SUDS_THRESHOLD_DWELLINGS). */
  readonly thresholdDwellings: number = 50
  /** Share of the land-use load that they remove (SUDS_REMOVAL_RATE_PERCENT = 25). */
  readonly removalShare: number = 25 / 100
}

/** Caution for what the method cannot know. */
export class PrecautionaryBufferPolicy {
  /** Added to the absolute total (IAT_PRECAUTIONARY_BUFFER_PERCENT = 20). */
  readonly share: number = 20 / 100
}

/** Waste water and the works that treat it. */
export class WastewaterPolicy {
  readonly daysPerYear: number = 365.25
  readonly mgPerKg: number = 1_000_000
  /** Works are assumed to run at this share of their permitted concentration. */
  readonly operatingRate: number = 0.9
  /** Works used where no works catchment meets the site: a package treatment plant (IAT_FALLBACK_WWTW_ID). */
  readonly fallbackWwtwId: number = 141
  /** Name of the fallback in the works lookup; a site on it counts as having no works. */
  readonly fallbackName: string = 'Package Treatment Plant default'
}
