import type { BoundaryReading, BoundarySrid } from '@nrf/geometry'

/**
 * The rules for the outlines of surveyed ponds that are left after reading them: they are in the reference system of
 * the boundary and lie on the grid. WGS84 is reprojected as a boundary is. An outline may be invalid: the assessment
 * repairs it.
 */
export abstract class SurveyPondCheck {
  /**
   * The outlines as EWKB in EPSG:27700, in the order given.
   * @throws InvalidSurveyPond naming the first pond that breaks a rule
   */
  abstract check(
    outlines: readonly BoundaryReading[],
    srid: BoundarySrid,
    signal: AbortSignal
  ): Promise<readonly Buffer[]>
}
