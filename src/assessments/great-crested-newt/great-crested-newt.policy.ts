/**
 * Figures set by policy, each with its source; nothing else in the assessment holds such a figure.
 *
 * Source of all: Natural England's district level licensing method for great crested newts as published with the
 * impact assessment tool (DEFRA/nrf-impact-assessor, July 2026), Open Government Licence v3.0. Names in brackets are
 * the tool's settings.
 */
export class NewtSearchPolicy {
  /** How far round the site land and ponds are looked at (GCN_BUFFER_DISTANCE_M). */
  readonly siteDistanceM: number = 250
  /** How far from a pond land counts as habitat (GCN_POND_BUFFER_DISTANCE_M). */
  readonly pondDistanceM: number = 250
  /** Straight pieces in a quarter of a circle: the tool's default. Half as many lose 0.1 % of the area. */
  readonly quarterCircleSegments: number = 16
  /** Grid that shapes are snapped to before they are measured, in metres (GCN_PRECISION_GRID_SIZE). */
  readonly gridM: number = 0.0001
}
