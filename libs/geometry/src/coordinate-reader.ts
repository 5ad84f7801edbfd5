import type { AreaGeometry } from './geojson'
import { GeometryProblem, kindOf, quoted } from './geometry-problem'
import { isJsonObject, memberOf } from './json-members'

const FEWEST_POSITIONS = 4
const MOST_ORDINATES = 4

/** A geometry of the right type whose coordinates nobody has looked at yet. */
export interface AreaShape {
  readonly type: AreaGeometry['type']
  readonly coordinates: readonly unknown[]
}

/** All coordinates of a Polygon or MultiPolygon side by side, heights and measures left out. */
export interface FlatCoordinates {
  readonly type: AreaGeometry['type']
  /** How many positions each ring has, by part. */
  readonly ringLengths: readonly (readonly number[])[]
  /** x and y of every position in turn. */
  readonly ordinates: Float64Array
  /** Heights or measures were there and are dropped. */
  readonly hadHeights: boolean
}

/** @throws GeometryProblem */
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

/**
 * Nesting, at least four positions a ring, finite numbers. Range, closure and validity are not looked at. Linear time.
 * @throws GeometryProblem
 */
export function readCoordinates({ type, coordinates }: AreaShape, maxVertices: number): FlatCoordinates {
  const { parts, vertexCount } = measure(type === 'Polygon' ? [coordinates] : coordinates, maxVertices)
  const reader = new CoordinateReader(type === 'MultiPolygon', vertexCount)
  for (const [part, rings] of parts.entries()) {
    for (const [index, ring] of rings.entries()) reader.ring(ring, part, index)
  }
  return {
    type,
    ringLengths: parts.map((rings) => rings.map(({ length }) => length)),
    ordinates: reader.ordinates,
    hadHeights: reader.hadHeights
  }
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
  readonly ordinates: Float64Array
  hadHeights = false
  private count = 0

  constructor(
    private readonly isMulti: boolean,
    vertexCount: number
  ) {
    this.ordinates = new Float64Array(2 * vertexCount)
  }

  ring(ring: RawRing, part: number, index: number): void {
    const placeOfRing = (): string => placeOf(this.isMulti, part, index)
    if (ring.length < FEWEST_POSITIONS) {
      throw new GeometryProblem(
        'invalid_geometry',
        `In ${placeOfRing()}: ${ring.length} positions; a ring has at least ${FEWEST_POSITIONS}, the last equal to the first`
      )
    }
    for (let i = 0; i < ring.length; i++) {
      this.position(ring[i], () => `${placeOfRing()}, position ${i + 1}`)
    }
  }

  private position(position: unknown, place: () => string): void {
    if (!Array.isArray(position)) throw badNesting(place(), 'a position', position)
    const values: readonly unknown[] = position
    if (values.length < 2 || values.length > MOST_ORDINATES) {
      throw new GeometryProblem(
        'invalid_geometry',
        `In ${place()}: ${values.length} numbers; a position has two`
      )
    }
    const [x, y] = values
    if (!isFiniteNumber(x)) throw badOrdinate(x, place())
    if (!isFiniteNumber(y)) throw badOrdinate(y, place())
    for (let i = 2; i < values.length; i++) {
      if (!isDroppable(values[i])) throw badOrdinate(values[i], place())
      this.hadHeights = true
    }
    this.ordinates[this.count++] = x
    this.ordinates[this.count++] = y
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
