import type { AreaGeometry, LinearRing, Position } from './geojson'
import { GeometryProblem, kindOf, quoted } from './geometry-problem'
import { isJsonObject, memberOf } from './json-members'

const FEWEST_POSITIONS = 4
const MOST_ORDINATES = 4

/** A geometry of the right type whose coordinates nobody has looked at yet. */
export interface AreaShape {
  readonly type: AreaGeometry['type']
  readonly coordinates: readonly unknown[]
}

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
  return readCoordinates(areaShapeOf(value), maxVertices)
}

export function areaShapeOf(value: unknown): AreaShape {
  if (!isJsonObject(value)) {
    throw new GeometryProblem('invalid_geometry', `A geometry is an object, not ${kindOf(value)}`)
  }
  const type = memberOf(value, 'type')
  if (typeof type !== 'string') throw new GeometryProblem('invalid_geometry', 'The geometry has no type')
  if (type !== 'Polygon' && type !== 'MultiPolygon') {
    throw new GeometryProblem(
      'unsupported_geometry_type',
      `A Polygon or a MultiPolygon is expected, not ${quoted(type)}`
    )
  }
  const coordinates = memberOf(value, 'coordinates')
  if (!Array.isArray(coordinates)) {
    throw new GeometryProblem('invalid_geometry', `The ${type} has no array of coordinates`)
  }
  return { type, coordinates }
}

export function readCoordinates({ type, coordinates }: AreaShape, maxVertices: number): AreaReading {
  const { parts, vertexCount } = measure(type === 'Polygon' ? [coordinates] : coordinates, maxVertices)
  const reader = new CoordinateReader(type === 'MultiPolygon')
  const read = parts.map((rings, part) => rings.map((ring, index) => reader.ring(ring, part, index)))
  return {
    geometry: type === 'Polygon' ? { type, coordinates: read[0] } : { type, coordinates: read },
    vertexCount,
    hadHeights: reader.hadHeights
  }
}

/** The polygons of a geometry: one for a Polygon, all for a MultiPolygon. */
export function partsOf(geometry: AreaGeometry): readonly (readonly LinearRing[])[] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
}

/** Says where in a geometry something is wrong, counted from 1. */
export function placeOf(isMulti: boolean, part: number, ring: number): string {
  return isMulti ? `part ${part + 1}, ring ${ring + 1}` : `ring ${ring + 1}`
}

type RawRing = readonly unknown[]

/** Looks at lengths only, so that an oversized or sparse array is refused before anything walks it. */
function measure(
  parts: readonly unknown[],
  maxVertices: number
): { parts: RawRing[][]; vertexCount: number } {
  if (parts.length === 0) throw new GeometryProblem('invalid_geometry', 'The geometry is empty')
  const measured: RawRing[][] = []
  let vertexCount = 0
  for (let part = 0; part < parts.length; part++) {
    const rings: RawRing[] = []
    for (const ring of ringsOf(parts[part], part)) {
      if (!Array.isArray(ring)) throw badNesting(`part ${part + 1}`, 'a ring', ring)
      vertexCount += Math.max(ring.length, 1)
      if (vertexCount > maxVertices) throw tooManyVertices(vertexCount, maxVertices)
      rings.push(ring)
    }
    measured.push(rings)
  }
  return { parts: measured, vertexCount }
}

function ringsOf(part: unknown, index: number): readonly unknown[] {
  if (!Array.isArray(part)) throw badNesting(`part ${index + 1}`, 'an array of rings', part)
  if (part.length === 0) throw new GeometryProblem('invalid_geometry', `Part ${index + 1} is empty`)
  return part
}

function tooManyVertices(found: number, allowed: number): GeometryProblem {
  return new GeometryProblem(
    'too_many_vertices',
    `The geometry has at least ${found} vertices; at most ${allowed} are allowed. Simplify it`
  )
}

function badNesting(place: string, expected: string, found: unknown): GeometryProblem {
  return new GeometryProblem('invalid_geometry', `In ${place}: ${expected} is expected, not ${kindOf(found)}`)
}

class CoordinateReader {
  hadHeights = false

  constructor(private readonly isMulti: boolean) {}

  ring(ring: readonly unknown[], part: number, index: number): LinearRing {
    const place = placeOf(this.isMulti, part, index)
    if (ring.length < FEWEST_POSITIONS) {
      throw new GeometryProblem(
        'invalid_geometry',
        `In ${place}: ${ring.length} positions; a ring has at least ${FEWEST_POSITIONS}, the last equal to the first`
      )
    }
    const positions: Position[] = []
    for (let i = 0; i < ring.length; i++) positions.push(this.position(ring[i], place, i))
    return positions
  }

  private position(position: unknown, ringPlace: string, index: number): Position {
    if (!Array.isArray(position)) throw badNesting(at(ringPlace, index), 'a position', position)
    const ordinates: readonly unknown[] = position
    if (ordinates.length < 2 || ordinates.length > MOST_ORDINATES) {
      throw new GeometryProblem(
        'invalid_geometry',
        `In ${at(ringPlace, index)}: ${ordinates.length} numbers; a position has two`
      )
    }
    const [x, y] = ordinates
    if (!isFiniteNumber(x)) throw badOrdinate(x, at(ringPlace, index))
    if (!isFiniteNumber(y)) throw badOrdinate(y, at(ringPlace, index))
    for (let i = 2; i < ordinates.length; i++) {
      if (!isDroppable(ordinates[i])) throw badOrdinate(ordinates[i], at(ringPlace, index))
      this.hadHeights = true
    }
    return [x, y]
  }
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** A height or measure may be missing (null, NaN); an infinite one shows a broken source. */
function isDroppable(value: unknown): boolean {
  return value === null || (typeof value === 'number' && Math.abs(value) !== Infinity)
}

function badOrdinate(value: unknown, place: string): GeometryProblem {
  if (Array.isArray(value)) return badNesting(place, 'a number', value)
  const found = typeof value === 'number' ? String(value) : kindOf(value)
  return new GeometryProblem(
    'coordinates_out_of_range',
    `In ${place}: a finite number is expected, not ${found}`
  )
}

function at(ringPlace: string, position: number): string {
  return `${ringPlace}, position ${position + 1}`
}
