import { GeometryProblem, readAreaGeometry } from '@nrf/geometry'
import type { GeoFeature } from '../geo-file'
import { GeoFileError } from '../geo-file-error'

/** Reads the geometry of one feature; other types are named, empty ones are null. */
export function readGeoJsonGeometry(
  geometry: unknown,
  path: string,
  feature: number
): GeoFeature['geometry'] {
  if (geometry === null || isEmpty(geometry)) return null
  try {
    return readAreaGeometry(geometry).geometry
  } catch (error) {
    if (!(error instanceof GeometryProblem)) throw error
    if (error.code === 'unsupported_geometry_type') return { unsupported: typeOf(geometry) }
    throw new GeoFileError({
      path,
      feature,
      problem: `its geometry cannot be read: ${error.message}`,
      fix: 'Correct the feature.',
      cause: error
    })
  }
}

function isEmpty(geometry: unknown): boolean {
  if (typeof geometry !== 'object' || geometry === null || !('coordinates' in geometry)) return false
  return Array.isArray(geometry.coordinates) && geometry.coordinates.length === 0
}

function typeOf(geometry: unknown): string {
  if (typeof geometry !== 'object' || geometry === null || !('type' in geometry)) return 'unknown'
  return String(geometry.type).slice(0, 60)
}
