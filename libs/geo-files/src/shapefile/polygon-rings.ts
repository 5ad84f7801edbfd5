import type { AreaGeometry, LinearRing, Position } from '@nrf/geometry'
import { MalformedShape } from './shape-records'

/** Comparisons spent on one record, about a second of work; real records need a thousandth of it. */
const MOST_COMPARISONS = 200_000_000

/**
 * Polygons of the loose rings of a shapefile record. Shells run clockwise, holes do not; each hole goes to the
 * smallest shell that holds it, so that islands in lakes keep theirs. A hole without a shell is a shell.
 *
 * @throws MalformedShape for a record made to keep the reader busy
 */
export function toPolygons(
  rings: readonly LinearRing[],
  record: number,
  mostComparisons = MOST_COMPARISONS
): AreaGeometry | null {
  const effort: Effort = { record, left: mostComparisons }
  const shells: Shell[] = []
  const holes: LinearRing[] = []
  for (const ring of rings) {
    const area = signedArea(ring)
    if (area <= 0) shells.push({ area: -area, box: boxOf(ring), rings: [ring] })
    else holes.push(ring)
  }
  for (const hole of holes) {
    const shell = smallestAround(hole, shells, effort)
    if (shell === undefined) shells.push({ area: signedArea(hole), box: boxOf(hole), rings: [hole] })
    else shell.rings.push(hole)
  }
  if (shells.length === 0) return null
  if (shells.length === 1) return { type: 'Polygon', coordinates: shells[0].rings }
  return { type: 'MultiPolygon', coordinates: shells.map((shell) => shell.rings) }
}

interface Shell {
  readonly area: number
  readonly box: readonly [west: number, south: number, east: number, north: number]
  /** The shell itself, then its holes. */
  readonly rings: LinearRing[]
}

interface Effort {
  readonly record: number
  left: number
}

function spend(effort: Effort, comparisons: number): void {
  effort.left -= comparisons
  if (effort.left < 0)
    throw new MalformedShape('it has more rings than can be sorted into polygons', effort.record)
}

function smallestAround(hole: LinearRing, shells: readonly Shell[], effort: Effort): Shell | undefined {
  const box = boxOf(hole)
  spend(effort, shells.length)
  const around = shells.filter(
    (shell) => isBoxInside(box, shell.box) && isAround(shell.rings[0], hole, effort)
  )
  return around.reduce<Shell | undefined>(
    (least, shell) => (least === undefined || shell.area < least.area ? shell : least),
    undefined
  )
}

/** Rings of one record touch but do not cross, so the first vertex off the shell's edge decides. */
function isAround(shell: LinearRing, hole: LinearRing, effort: Effort): boolean {
  for (const position of hole) {
    spend(effort, shell.length)
    const side = sideOf(position, shell)
    if (side !== 'edge') return side === 'inside'
  }
  return true
}

function sideOf([x, y]: Position, ring: LinearRing): 'inside' | 'outside' | 'edge' {
  let isInside = false
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]
    const [x2, y2] = ring[i]
    const cross = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
    if (cross === 0 && isBetween(x, x1, x2) && isBetween(y, y1, y2)) return 'edge'
    if (y1 > y !== y2 > y && cross > 0 === y2 > y1) isInside = !isInside
  }
  return isInside ? 'inside' : 'outside'
}

function isBetween(value: number, one: number, other: number): boolean {
  return value >= Math.min(one, other) && value <= Math.max(one, other)
}

function isBoxInside(inner: Shell['box'], outer: Shell['box']): boolean {
  return inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}

function boxOf(ring: LinearRing): Shell['box'] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    west = Math.min(west, x)
    south = Math.min(south, y)
    east = Math.max(east, x)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

/** Positive for anticlockwise rings. Taken from the first vertex, so that large coordinates lose no digits. */
function signedArea(ring: LinearRing): number {
  let doubled = 0
  const [x0, y0] = ring.at(0) ?? [0, 0]
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]
    const [x2, y2] = ring[i]
    doubled += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
  }
  return doubled / 2
}
