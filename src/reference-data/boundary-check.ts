import type { BoundaryReading } from '@nrf/geometry'

/** A boundary that passed every check, in EPSG:27700. Shape of `assessments/development.ts` `Boundary`. */
export interface CheckedBoundary {
  readonly ewkb: Buffer
  readonly areaM2: number
  readonly digest: string
  readonly repairs: readonly string[]
}

/**
 * The job-level rules for a boundary that are left after reading it: its lines do not cross, it has an area, it lies
 * on the grid. WGS84 is reprojected once (7-parameter Helmert).
 */
export abstract class BoundaryCheck {
  /** @throws InvalidBoundary with the code of the first rule that is broken, those of the reading first */
  abstract check(boundary: BoundaryReading, signal: AbortSignal): Promise<CheckedBoundary>
}
