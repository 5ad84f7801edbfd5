/** A site boundary that passed every check: valid, closed, finite, in EPSG:27700. */
export interface Boundary {
  /** EWKB with SRID 27700; what SQL questions take as their parameter. */
  readonly ewkb: Buffer
  /** Planar area in square metres, unrounded. */
  readonly areaM2: number
  /** SHA-256 of `ewkb`, hexadecimal. */
  readonly digest: string
  /** What was changed on the way in, in plain words: reprojected, Z dropped. */
  readonly repairs: readonly string[]
}

/** A pond of the applicant's own survey, in EPSG:27700. Values as surveyed; null where the survey has none. */
export interface SurveyPond {
  /** The outline as EWKB with SRID 27700. */
  readonly ewkb: Buffer
  /** Great crested newts: present, absent, not surveyed. */
  readonly newts: 'P' | 'A' | 'NS' | null
  /** Whether the pond is affected for a time only. */
  readonly isTemporaryImpact: boolean | null
}

/** What is being assessed. */
export interface Development {
  readonly reference: string
  /** Position of the site in its file, from 1; a job has one site. */
  readonly siteNumber: number
  readonly name: string
  readonly dwellingCategory: string
  /** Where the development came from, e.g. `web_submission`. */
  readonly source: string
  readonly dwellings: number
  readonly boundary: Boundary
  /** Given when the ponds of the site were surveyed; national ponds count otherwise. */
  readonly surveyPonds?: readonly SurveyPond[]
  /** Treatment works that the applicant named. It never changes the works used; a difference is a finding. */
  readonly chosenWwtwId?: string
}
