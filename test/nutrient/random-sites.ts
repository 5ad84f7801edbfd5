import type { Polygon, Position } from '@nrf/geometry'
import { SeededRandom } from '../../src/cli/samples/seeded-random'

const DISTRICT = { west: 600_000, east: 612_000, south: 300_000, north: 310_000 }
const MOST_DWELLINGS = 400

export interface RandomSite {
  readonly dwellings: number
  readonly geometry: Polygon
}

/** Star-shaped sites in and about the sample district, from a few square metres to some square kilometres. */
export function randomSites(count: number): RandomSite[] {
  const random = SeededRandom.for('random sites')
  return Array.from({ length: count }, () => ({
    dwellings: 1 + Math.floor(random.next() ** 2 * MOST_DWELLINGS),
    geometry: randomPolygon(random)
  }))
}

function randomPolygon(random: SeededRandom): Polygon {
  const x = random.between(DISTRICT.west, DISTRICT.east)
  const y = random.between(DISTRICT.south, DISTRICT.north)
  const radiusM = 10 ** random.between(0.7, 3.1)
  const corners = 3 + Math.floor(random.next() * 15)
  const ring = Array.from({ length: corners }, (_, index): Position => {
    const angle = (2 * Math.PI * (index + random.between(0, 0.8))) / corners
    const distance = radiusM * random.between(0.4, 1)
    return [x + distance * Math.cos(angle), y + distance * Math.sin(angle)]
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] }
}
