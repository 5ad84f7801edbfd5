import { areaShapeOf, type FlatCoordinates, readCoordinates } from './coordinate-reader'
import type { AreaGeometry, LinearRing, Position } from './geojson'

export interface AreaReading {
  /** Two-dimensional copy; shares nothing with the input. */
  readonly geometry: AreaGeometry
  /** All positions, the closing ones included. */
  readonly vertexCount: number
  /** Heights or measures were there and are dropped. */
  readonly hadHeights: boolean
}

/**
 * Reads a GeoJSON Polygon or MultiPolygon of unknown origin: nesting, at least four positions a ring, finite
 * numbers. Range, closure and validity are not looked at. Linear time.
 * @throws GeometryProblem
 */
export function readAreaGeometry(value: unknown, maxVertices = Infinity): AreaReading {
  const flat = readCoordinates(areaShapeOf(value), maxVertices)
  return {
    geometry: geometryOf(flat),
    vertexCount: flat.ordinates.length / 2,
    hadHeights: flat.hadHeights
  }
}

/** The polygons of a geometry: one for a Polygon, all for a MultiPolygon. */
export function partsOf(geometry: AreaGeometry): readonly (readonly LinearRing[])[] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

function geometryOf({ type, ringLengths, ordinates }: FlatCoordinates): AreaGeometry {
  let next = 0
  const ring = (length: number): LinearRing =>
    Array.from({ length }, (): Position => [ordinates[next++], ordinates[next++]])
  const parts = ringLengths.map((lengths) => lengths.map(ring))
  return type === 'Polygon' ? { type, coordinates: parts[0] } : { type, coordinates: parts }
}
