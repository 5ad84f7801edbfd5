/**
 * Figures set by policy, each with its source. Nothing else in the assessment may hold such a figure.
 *
 * Source of all: Natural England's nutrient neutrality method as published with the impact assessment tool
 * (DEFRA/nrf-impact-assessor, July 2026), Open Government Licence v3.0.
 */
export const NUTRIENT_POLICY = {
  greenspace: {
    /** Sites of at least this size are assumed to keep open space (GS_THRESHOLD_AREA_HA). */
    thresholdHa: 1,
    /** Share of such a site that is greenspace (GS_GREENSPACE_PERCENT = 20). */
    share: 20 / 100,
    /** Load of greenspace (GS_NITROGEN_COEFF, GS_PHOSPHORUS_COEFF). */
    nitrogenKgPerHaYear: 3,
    phosphorusKgPerHaYear: 0.2
  },
  suds: {
    /** Sites with at least this many dwellings have to have SuDS (SUDS_THRESHOLD_DWELLINGS). */
    thresholdDwellings: 50,
    /** Share of the land-use load that SuDS remove (SUDS_REMOVAL_RATE_PERCENT = 25). */
    removalShare: 25 / 100
  },
  precautionaryBuffer: {
    /** Added to the absolute total (IAT_PRECAUTIONARY_BUFFER_PERCENT = 20). */
    share: 20 / 100
  },
  wastewater: {
    daysPerYear: 365.25,
    mgPerKg: 1_000_000,
    /** Works are assumed to run at this share of their permitted concentration. */
    operatingRate: 0.9,
    /** Works used where no works catchment meets the site: a package treatment plant (IAT_FALLBACK_WWTW_ID). */
    fallbackWwtwId: 141,
    /** Name under which the fallback stands in the works lookup; such a site counts as having no works. */
    fallbackName: 'Package Treatment Plant default'
  }
} as const

export type GreenspacePolicy = Widened<(typeof NUTRIENT_POLICY)['greenspace']>
export type SudsPolicy = Widened<(typeof NUTRIENT_POLICY)['suds']>
export type PrecautionaryBufferPolicy = Widened<(typeof NUTRIENT_POLICY)['precautionaryBuffer']>
export type WastewaterPolicy = Widened<(typeof NUTRIENT_POLICY)['wastewater']>

/** The same shape with `number` and `string` instead of the literal figures. */
type Widened<T> = { readonly [K in keyof T]: T[K] extends number ? number : string }
