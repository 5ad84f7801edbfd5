import type { AreaGeometry, BoundarySrid } from '@nrf/geometry'

/**
 * The rules for the outlines of surveyed ponds: Polygon or MultiPolygon, closed, finite, in range, all together at most
 * `BOUNDARY_MAX_VERTICES` vertices; WGS84 is reprojected as a boundary is. An outline may be invalid: the assessment
 * repairs it.
 */
export abstract class SurveyPondCheck {
  /**
   * The outlines in EPSG:27700, in the order given.
   * @throws InvalidSurveyPond naming the first pond that breaks a rule
   */
  abstract check(
    outlines: readonly unknown[],
    srid: BoundarySrid,
    signal: AbortSignal
  ): Promise<readonly AreaGeometry[]>
}
