import { areaShapeOf, readCoordinates } from './coordinate-reader'
import { type DeclaredCrs, readCrsMember } from './declared-crs'
import { ewkbOf } from './ewkb'
import type { BoundarySrid } from './geojson'
import { GeometryProblem, type GeometryProblemCode, kindOf } from './geometry-problem'
import { memberOf } from './json-members'
import { checkRange } from './range-check'
import { checkRings } from './ring-checks'

export interface BoundaryOptions {
  /** What the boundary is taken for when it does not say so itself. */
  readonly srid: BoundarySrid
  /** Most positions, the closing ones included. */
  readonly maxVertices: number
}

/** What a boundary came to. Plain data: it can move between threads. */
export type BoundaryReading =
  | {
      readonly ok: true
      /** Two-dimensional, little-endian EWKB with its SRID. */
      readonly ewkb: Uint8Array
      /** The `crs` member of the boundary where it has one, else the option. */
      readonly srid: BoundarySrid
      /** What was changed on the way in, in plain words. */
      readonly repairs: readonly string[]
      readonly vertexCount: number
    }
  | { readonly ok: false; readonly problem: { readonly code: GeometryProblemCode; readonly message: string } }

/**
 * Reads a site boundary of unknown origin and checks it as far as that can be done without comparing its lines:
 * structure, type, reference system, size, range, closure, area. Self-intersection is left to PostGIS.
 *
 * Takes any JSON value and never throws for one; linear time. The first rule that is broken is the answer.
 *
 * @example
 * const reading = readBoundary(JSON.parse(text), { srid: 27700, maxVertices: 50_000 })
 * if (!reading.ok) throw new InvalidBoundary(reading.problem.code, reading.problem.message)
 */
export function readBoundary(value: unknown, options: BoundaryOptions): BoundaryReading {
  try {
    return read(value, options)
  } catch (error) {
    if (!(error instanceof GeometryProblem)) throw error
    return { ok: false, problem: { code: error.code, message: error.message } }
  }
}

/** Reads several outlines, which may have `maxVertices` positions together. One that is refused has none. */
export function readOutlines(values: readonly unknown[], options: BoundaryOptions): BoundaryReading[] {
  let { maxVertices } = options
  return values.map((value) => {
    const reading = readBoundary(value, { ...options, maxVertices })
    if (reading.ok) maxVertices -= reading.vertexCount
    return reading
  })
}

function read(value: unknown, { srid, maxVertices }: BoundaryOptions): BoundaryReading {
  const { layers, repairs } = unwrap(value)
  const shape = areaShapeOf(layers.at(-1))
  const effectiveSrid = sridOf(layers) ?? srid
  const flat = readCoordinates(shape, maxVertices)
  if (flat.hadHeights) repairs.push('Z dropped')
  checkRange(flat.ordinates, effectiveSrid)
  checkRings(flat)
  return {
    ok: true,
    ewkb: ewkbOf(flat, effectiveSrid),
    srid: effectiveSrid,
    repairs,
    vertexCount: flat.ordinates.length / 2
  }
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
