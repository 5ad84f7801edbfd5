import { type DeclaredCrs, readCrsMember } from '@nrf/geometry'
import { JsonRefused, parseStrictJson } from '@nrf/strict-json'
import { GeoFileError, type GeoFileProblemCode } from '../geo-file-error'
import type { OutlineLimits, UploadedOutlines } from './uploaded-outlines'

type JsonObject = Readonly<Record<string, unknown>>

const GEOMETRIES = new Set([
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection'
])

/**
 * The geometries of a FeatureCollection, a Feature, or one that stands by itself. The text is read as strictly as the
 * messages of the queue are.
 *
 * @throws GeoFileError
 */
export function geoJsonOutlines(content: Buffer, { maxFeatures }: OutlineLimits): UploadedOutlines {
  const root = parse(content)
  const features = featuresOf(root)
  if (features.length > maxFeatures)
    throw refused(`it has more than ${maxFeatures} features`, 'ambiguous_boundary')
  const geometries = features.map(geometryOf)
  return { format: 'geojson', crs: crsOf([root, ...features, ...geometries]), geometries }
}

function parse(content: Buffer): unknown {
  try {
    return parseStrictJson(content)
  } catch (cause) {
    if (!(cause instanceof JsonRefused)) throw cause
    const isOrdinate = cause.code === 'number_out_of_range' && cause.pointer.includes('/coordinates/')
    throw refused(cause.message, isOrdinate ? 'coordinates_out_of_range' : undefined)
  }
}

function featuresOf(root: unknown): readonly unknown[] {
  if (typeOf(root) !== 'FeatureCollection') return [root]
  const features = memberOf(root, 'features')
  if (!Array.isArray(features)) throw refused('the FeatureCollection has no features')
  const other = features.findIndex((feature) => typeOf(feature) !== 'Feature')
  if (other >= 0) throw refused(`its feature ${other + 1} is no Feature`)
  return features
}

function geometryOf(feature: unknown): unknown {
  if (GEOMETRIES.has(typeOf(feature))) return feature
  if (typeOf(feature) !== 'Feature') throw refused('it is no FeatureCollection, Feature or geometry')
  const geometry = memberOf(feature, 'geometry') ?? null
  if (geometry === null || GEOMETRIES.has(typeOf(geometry))) return geometry
  throw refused('it has a Feature whose geometry is none')
}

/** One declaration for the whole file: members that differ leave nothing to go by. */
function crsOf(holders: readonly unknown[]): DeclaredCrs | null {
  const declared = holders.map(readCrsMember).filter((crs) => crs !== null)
  const names = new Set(declared.map((crs) => JSON.stringify(crs)))
  return names.size > 1 ? { unsupported: 'several reference systems in one file' } : (declared[0] ?? null)
}

function typeOf(value: unknown): string {
  const type = memberOf(value, 'type')
  return typeof type === 'string' ? type : ''
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(problem: string, code?: GeoFileProblemCode): GeoFileError {
  return new GeoFileError({
    code,
    path: 'boundary file',
    problem,
    fix: 'A FeatureCollection, a Feature or a polygon as RFC 7946 describes them is expected.'
  })
}
