/** Nitrogen and phosphorus in kilograms a year; null means unknown, never zero. */
export interface NutrientLoad {
  readonly nitrogenKgPerYear: number | null
  readonly phosphorusKgPerYear: number | null
}

/** A load with both figures known. */
export interface KnownNutrientLoad {
  readonly nitrogenKgPerYear: number
  readonly phosphorusKgPerYear: number
}

/** Kilograms per hectare and year that a land use sheds. */
export interface NutrientCoefficients {
  readonly nitrogenKgPerHaYear: number | null
  readonly phosphorusKgPerHaYear: number | null
}

/** One site × coefficient cell × catchment feature. */
export interface LandUseFragment {
  readonly cromeId: string
  readonly landUse: string | null
  readonly catchmentSeq: number
  readonly catchmentOid: string | null
  readonly catchmentName: string | null
  readonly areaHa: number
  readonly current: NutrientCoefficients
  readonly residential: NutrientCoefficients
}

/** A feature of a layer that meets the site. `overlapM2` is 0 when it only touches. */
export interface OverlapCandidate {
  readonly seq: number
  readonly attribute: string | null
  readonly overlapM2: number
}

/** A catchment feature that meets the site. */
export interface CatchmentOverlap {
  readonly seq: number
  readonly oid: string | null
  readonly name: string | null
  readonly overlapM2: number
}

export interface OccupancyRates {
  readonly personsPerDwelling: number | null
  readonly waterUseLPerPersonDay: number | null
}

/** Effluent concentrations of one period in milligrams per litre. */
export interface PermitConcentrations {
  readonly nitrogenMgPerL: number | null
  readonly phosphorusMgPerL: number | null
}

/** A row of the works lookup with its permits. */
export interface WwtwPermit {
  readonly name: string | null
  readonly subcatchment: string | null
  /** Permits from 2025 to 2030. */
  readonly temporary: PermitConcentrations
  /** Permits from 2030 onwards. */
  readonly permanent: PermitConcentrations
}
