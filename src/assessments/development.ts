import type { AreaGeometry } from '@nrf/geometry'

/** A site boundary that passed every check: valid, closed, finite, in EPSG:27700. */
export interface Boundary {
  readonly geometry: AreaGeometry
  /** The same geometry as EWKB with SRID 27700; what SQL questions take as their parameter. */
  readonly ewkb: Buffer
  /** Planar area in square metres, unrounded. */
  readonly areaM2: number
  /** SHA-256 of `ewkb`, hexadecimal. */
  readonly digest: string
  /** What was changed on the way in, in plain words: reprojected, Z dropped. */
  readonly repairs: readonly string[]
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
  /** Treatment works that the applicant named. It never changes the works used; a difference is a finding. */
  readonly chosenWwtwId?: string
}
