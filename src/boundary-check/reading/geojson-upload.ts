import { readCrsMember } from '@nrf/geometry'
import { JsonRefused, parseStrictJson } from '@nrf/strict-json'
import { UploadRefused } from '../boundary-check.failures'
import { acceptedSrid, membersOf, type UploadedFeatures } from './uploaded-features'

const WGS84 = 4326
const GEOMETRY_TYPES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection'
])

/**
 * A FeatureCollection, a Feature or a bare geometry. A `crs` member counts at the top only; without one the positions
 * are WGS84.
 *
 * @throws UploadRefused
 */
export function readGeoJsonUpload(bytes: Uint8Array): UploadedFeatures {
  const value = parse(bytes)
  const declared = readCrsMember(value)
  const srid = declared === null ? WGS84 : acceptedSrid(declared)
  return { srid, geometries: geometriesOf(value) }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (cause) {
    if (!(cause instanceof JsonRefused)) throw cause
    const isOrdinate = cause.code === 'number_out_of_range' && cause.pointer.includes('/coordinates')
    throw new UploadRefused(isOrdinate ? 'coordinates_out_of_range' : 'unreadable_geometry_file', { cause })
  }
}

function geometriesOf(value: unknown): unknown[] {
  const { type, features } = membersOf(value)
  if (type === 'FeatureCollection' && Array.isArray(features)) return features.map(geometryOfFeature)
  if (type === 'Feature') return [geometryOfFeature(value)]
  if (typeof type === 'string' && GEOMETRY_TYPES.has(type)) return [value]
  throw new UploadRefused('unreadable_geometry_file')
}

function geometryOfFeature(feature: unknown): unknown {
  const { type, geometry } = membersOf(feature)
  if (type !== 'Feature') throw new UploadRefused('unreadable_geometry_file')
  return geometry ?? null
}
