import type { AreaGeometry, BoundarySrid } from '@nrf/geometry'

/** A boundary as it arrived: nothing about it is known to be right. */
export interface DeclaredBoundary {
  readonly geometry: unknown
  readonly srid: BoundarySrid
}

/** A boundary that passed every check, in EPSG:27700. Shape of `assessments/development.ts` `Boundary`. */
export interface CheckedBoundary {
  readonly geometry: AreaGeometry
  readonly ewkb: Buffer
  readonly areaM2: number
  readonly digest: string
  readonly repairs: readonly string[]
}

/**
 * The job-level rules for a boundary: Polygon or MultiPolygon, closed, finite, in range, valid, at most
 * `BOUNDARY_MAX_VERTICES` vertices; WGS84 is reprojected once (7-parameter Helmert).
 */
export abstract class BoundaryCheck {
  /** @throws InvalidBoundary with the code of the first rule that is broken */
  abstract check(boundary: DeclaredBoundary, signal: AbortSignal): Promise<CheckedBoundary>
}
