import { areaShapeOf, partsOf, placeOf, readCoordinates } from './area-geometry'
import { boundingBoxOf } from './bounding-box'
import { type DeclaredCrs, readCrsMember } from './declared-crs'
import type { AreaGeometry, BoundarySrid, LinearRing } from './geojson'
import { GeometryProblem, type GeometryProblemCode, kindOf } from './geometry-problem'
import { memberOf } from './json-members'

export interface BoundaryCheckOptions {
  /** What the boundary is taken for when it does not say so itself. */
  readonly srid: BoundarySrid
  /** Most positions, the closing ones included. */
  readonly maxVertices: number
}

export type BoundaryCheckResult =
  | {
      readonly ok: true
      /** Two-dimensional copy in the reference system `srid`. */
      readonly geometry: AreaGeometry
      /** The `crs` member of the boundary where it has one, else the option. */
      readonly srid: BoundarySrid
      /** What was changed on the way in, in plain words. */
      readonly repairs: readonly string[]
      readonly vertexCount: number
    }
  | { readonly ok: false; readonly problem: { readonly code: GeometryProblemCode; readonly message: string } }

/**
 * Checks a site boundary of unknown origin as far as that can be done without comparing its lines: structure, type,
 * reference system, size, range, closure, area. Self-intersection is left to PostGIS.
 *
 * Takes any JSON value and never throws for one; linear time. The first rule that is broken is the answer.
 *
 * @example
 * const result = checkBoundary(JSON.parse(text), { srid: 27700, maxVertices: 50_000 })
 * if (!result.ok) throw new InvalidBoundary(result.problem.code, result.problem.message)
 */
export function checkBoundary(value: unknown, options: BoundaryCheckOptions): BoundaryCheckResult {
  try {
    return readBoundary(value, options)
  } catch (error) {
    if (!(error instanceof GeometryProblem)) throw error
    return { ok: false, problem: { code: error.code, message: error.message } }
  }
}

function readBoundary(value: unknown, { srid, maxVertices }: BoundaryCheckOptions): BoundaryCheckResult {
  const { layers, repairs } = unwrap(value)
  const shape = areaShapeOf(layers.at(-1))
  const effectiveSrid = sridOf(layers) ?? srid
  const { geometry, vertexCount, hadHeights } = readCoordinates(shape, maxVertices)
  if (hadHeights) repairs.push('Z dropped')
  checkRange(geometry, effectiveSrid)
  checkRings(geometry)
  return { ok: true, geometry, srid: effectiveSrid, repairs, vertexCount }
}

/** The layers of wrapping from the outside in; the last one ought to be the geometry. */
function unwrap(value: unknown): { layers: unknown[]; repairs: string[] } {
  const layers = [value]
  const repairs: string[] = []
  if (memberOf(value, 'type') === 'FeatureCollection') {
    layers.push(onlyFeatureOf(value))
    repairs.push('FeatureCollection of one feature unwrapped')
  }
  const feature = layers.at(-1)
  if (memberOf(feature, 'type') === 'Feature') {
    layers.push(memberOf(feature, 'geometry'))
    if (repairs.length === 0) repairs.push('Feature unwrapped')
  }
  return { layers, repairs }
}

function onlyFeatureOf(collection: unknown): unknown {
  const features = memberOf(collection, 'features')
  const count = Array.isArray(features) ? features.length : 0
  if (!Array.isArray(features) || count !== 1) {
    throw new GeometryProblem(
      'unsupported_geometry_type',
      `One polygon is expected, not a FeatureCollection of ${count} features`
    )
  }
  const feature: unknown = features[0]
  if (memberOf(feature, 'type') !== 'Feature') {
    throw new GeometryProblem(
      'unsupported_geometry_type',
      `The FeatureCollection holds ${kindOf(feature)} that is not a Feature`
    )
  }
  return feature
}

function sridOf(layers: readonly unknown[]): BoundarySrid | null {
  const srids = layers
    .map(readCrsMember)
    .filter((declared) => declared !== null)
    .map(acceptedSrid)
  const other = srids.find((srid) => srid !== srids[0])
  if (other !== undefined) {
    throw new GeometryProblem('unsupported_crs', `The boundary declares EPSG:${srids[0]} and EPSG:${other}`)
  }
  return srids[0] ?? null
}

function acceptedSrid(declared: DeclaredCrs): BoundarySrid {
  if ('unsupported' in declared) throw unsupportedCrs(declared.unsupported)
  const { epsg } = declared
  if (epsg !== 27700 && epsg !== 4326) throw unsupportedCrs(`EPSG:${epsg}`)
  return epsg
}

function unsupportedCrs(name: string): GeometryProblem {
  return new GeometryProblem('unsupported_crs', `EPSG:27700 or EPSG:4326 is expected, not ${name}`)
}

type Range = readonly [minimum: number, maximum: number]

const EASTING_M: Range = [0, 700_000]
const NORTHING_M: Range = [0, 1_300_000]
/** Great Britain with its islands. */
const LONGITUDE: Range = [-9, 2.5]
const LATITUDE: Range = [49, 61.5]

function checkRange(geometry: AreaGeometry, srid: BoundarySrid): void {
  const { minX, minY, maxX, maxY } = boundingBoxOf(geometry)
  const x: Range = [minX, maxX]
  const y: Range = [minY, maxY]
  if (srid === 4326) {
    const hint = isWithin(x, LATITUDE) && isWithin(y, LONGITUDE) ? '; longitude comes first' : ''
    checkAxis('Longitude', x, LONGITUDE, hint)
    checkAxis('Latitude', y, LATITUDE, hint)
    return
  }
  if (isWithin(x, [-180, 180]) && isWithin(y, [-90, 90])) {
    throw new GeometryProblem(
      'coordinates_out_of_range',
      `Coordinates look like longitude and latitude (around ${minX.toFixed(1)}, ${minY.toFixed(1)}); ` +
        'metres of the British National Grid (EPSG:27700) are expected'
    )
  }
  checkAxis('Easting', x, EASTING_M)
  checkAxis('Northing', y, NORTHING_M)
}

function checkAxis(name: string, actual: Range, allowed: Range, hint = ''): void {
  if (isWithin(actual, allowed)) return
  const worst = actual[0] < allowed[0] ? actual[0] : actual[1]
  throw new GeometryProblem(
    'coordinates_out_of_range',
    `${name} ${worst} lies outside ${allowed[0]} to ${allowed[1]}${hint}`
  )
}

function isWithin(inner: Range, outer: Range): boolean {
  return inner[0] >= outer[0] && inner[1] <= outer[1]
}

function checkRings(geometry: AreaGeometry): void {
  const isMulti = geometry.type === 'MultiPolygon'
  const rings = partsOf(geometry).flatMap((part, p) => part.map((ring, r) => ({ ring, p, r })))
  const open = rings.find(({ ring }) => !isClosed(ring))
  if (open) {
    const place = placeOf(isMulti, open.p, open.r)
    throw new GeometryProblem('unclosed_ring', `In ${place}: the last position differs from the first`)
  }
  const flat = rings.find(({ ring }) => isFlat(ring))
  if (flat) {
    const place = placeOf(isMulti, flat.p, flat.r)
    throw new GeometryProblem(
      'invalid_geometry',
      `In ${place}: all positions lie on one line, so it has no area`
    )
  }
}

function isClosed(ring: LinearRing): boolean {
  const [first, last] = [ring[0], ring.at(-1)!]
  return first[0] === last[0] && first[1] === last[1]
}

/**
 * Whether all positions lie on one line, give or take what rounding does to numbers of this size. The shoelace sum
 * would not do: it is zero for a bow-tie too, which is another problem.
 */
function isFlat(ring: LinearRing): boolean {
  const [originX, originY] = ring[0]
  let [farX, farY, farSquared, magnitude] = [0, 0, 0, 0]
  for (const [x, y] of ring) {
    const [dx, dy] = [x - originX, y - originY]
    const squared = dx * dx + dy * dy
    if (squared > farSquared) [farX, farY, farSquared] = [dx, dy, squared]
    magnitude = Math.max(magnitude, Math.abs(x), Math.abs(y))
  }
  const noise = 8 * Number.EPSILON * magnitude * Math.sqrt(farSquared)
  return ring.every(([x, y]) => Math.abs((x - originX) * farY - (y - originY) * farX) <= noise)
}
