/** Risk zones, the worst first. */
export const RISK_ZONES = ['Red', 'Amber', 'Green'] as const

/** Wire texts of the published tables: inside the red line boundary, or within the search distance of it. */
export type NewtArea = 'RLB' | 'Buffer'

/** Land of one zone feature, in one part of the site or in the surroundings, within reach of a pond. */
export interface HabitatPatch {
  readonly area: NewtArea
  /** Part of the site, from 1 in the order of the boundary; null for the surroundings. */
  readonly sitePart: number | null
  /** Position of the zone feature in its file, from 1. */
  readonly zoneFeature: number
  readonly zone: string
  readonly areaM2: number
}

/** A pond within reach of the site, cut to what counts of it. */
export interface AssessedPond {
  /** Position in its file or in the survey, from 1. */
  readonly number: number
  readonly area: NewtArea
  /** Whether newts are present, absent, not surveyed; null where the survey does not say. */
  readonly newts: string | null
  readonly isTemporaryImpact: boolean | null
  /** Water inside the site or the surroundings; 0 for a pond that only touches. */
  readonly areaM2: number
  /** Distinct zones that it meets, by code point. */
  readonly zones: readonly string[]
}

/** Row of the published table `habitat_impact`. */
export interface HabitatImpactRow {
  readonly Area: NewtArea
  readonly RZ: string
  readonly Shape_Area: number
}

/** Row of the published table `pond_frequency`. */
export interface PondFrequencyRow {
  readonly PANS: string
  readonly Area: NewtArea
  readonly MaxZone: string
  readonly TmpImp: 'T' | 'F'
  readonly FREQUENCY: number
}

/** A polygon of `edp_edges` that lies within reach of the site; several may have one name. */
interface EdpArea {
  /** Position in its file, from 1. */
  readonly number: number
  readonly name: string
}

/** The part of a habitat patch that lies in one EDP area. */
interface EdpHabitatPatch extends HabitatPatch {
  readonly edpArea: number
  readonly edpName: string
}

/** How much of a pond lies in an EDP area that it meets: 0 where it only touches. */
export interface EdpPondOverlap {
  readonly pond: number
  readonly edpArea: number
  readonly edpName: string
  readonly overlapM2: number
}

/** What the EDP areas within reach of the site hold of its habitat and its ponds. */
export interface EdpOverlaps {
  readonly areas: readonly EdpArea[]
  readonly habitat: readonly EdpHabitatPatch[]
  readonly ponds: readonly EdpPondOverlap[]
}

/** Row of the published table `habitat_impact` split by EDP. */
export interface HabitatImpactEdpRow {
  readonly Area: NewtArea
  readonly RZ: string
  readonly EDPName: string
  readonly Shape_Area: number
}

/** Row of the published table `pond_frequency` split by EDP. */
export interface PondFrequencyEdpRow extends Omit<PondFrequencyRow, 'FREQUENCY'> {
  readonly EDPName: string
  readonly FREQUENCY: number
}
