import type { LinearRing, Position } from '@nrf/geometry'
import type { SeededRandom } from './seeded-random'

/** The district, EPSG:27700 metres. */
export const DISTRICT = { west: 600_000, south: 300_000, east: 612_000, north: 310_000 } as const

/** Coordinates are kept to 0.1 m: small files, and room for exact comparison. */
export function position(easting: number, northing: number): Position {
  return [Math.round(easting * 10) / 10, Math.round(northing * 10) / 10]
}

export function closed(positions: readonly Position[]): LinearRing {
  return [...positions, positions[0]]
}

/** Anticlockwise rectangle. */
export function rectangle(west: number, south: number, east: number, north: number): LinearRing {
  return closed([position(west, south), position(east, south), position(east, north), position(west, north)])
}

/** Even-odd test; a point on the edge may count either way. */
export function isInside([x, y]: Position, ring: LinearRing): boolean {
  let inside = false
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]
    const [x2, y2] = ring[i]
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside
  }
  return inside
}

/** Mean of the corners; good enough to say where a small cell lies. */
export function middleOf(ring: LinearRing): Position {
  const corners = ring.slice(1)
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length
  return [mean(0), mean(1)]
}

export interface Fan {
  readonly centre: Position
  /** Longest reach from the centre; the shortest is `smallest` times this. */
  readonly radiusM: number
  readonly smallest: number
  readonly corners: number
}

/** A star-shaped, anticlockwise ring: it cannot cross itself. */
export function fan(random: SeededRandom, { centre, radiusM, smallest, corners }: Fan): LinearRing {
  const positions = Array.from({ length: corners }, (_, index) => {
    const angle = (2 * Math.PI * index) / corners
    const reach = radiusM * random.between(smallest, 1)
    return position(centre[0] + reach * Math.cos(angle), centre[1] + reach * Math.sin(angle))
  })
  return closed(positions)
}
