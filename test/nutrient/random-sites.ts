import { createHash } from 'node:crypto'
import { toEwkb, type Polygon, type Position } from '@nrf/geometry'
import { compensatedSum } from '../../src/assessments/compensated-sum'
import type { Development } from '../../src/assessments/development'
import { RandomNumbers } from './random-numbers'
import { aDevelopment } from '../builders/development.builder'

const DISTRICT = { west: 600_000, east: 612_000, south: 300_000, north: 310_000 }
const MOST_DWELLINGS = 400
const SEED = 20261124

interface RandomSite {
  readonly dwellings: number
  readonly geometry: Polygon
}

/** Developments on star-shaped sites in and about the sample district, from a few square metres to some square kilometres. */
export function randomDevelopments(count: number): Development[] {
  return randomSites(count).map(developmentOf)
}

function randomSites(count: number): RandomSite[] {
  const random = new RandomNumbers(SEED)
  return Array.from({ length: count }, () => ({
    dwellings: 1 + Math.floor(random.next() ** 2 * MOST_DWELLINGS),
    geometry: randomPolygon(random)
  }))
}

function randomPolygon(random: RandomNumbers): Polygon {
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

/** Valid by construction, so the checks of a job are left out: they would cost one more query for each site. */
function developmentOf({ geometry, dwellings }: RandomSite): Development {
  const ewkb = toEwkb(geometry, 27700)
  const digest = createHash('sha256').update(ewkb).digest('hex')
  return aDevelopment({
    dwellings,
    boundary: { ewkb, digest, areaM2: planarAreaM2(geometry), repairs: [] }
  })
}

function planarAreaM2({ coordinates: [ring] }: RandomSite['geometry']): number {
  const [x0, y0] = ring[0]
  const twice = ring.slice(1).map(([x, y], index) => {
    const [px, py] = ring[index]
    return (px - x0) * (y - y0) - (x - x0) * (py - y0)
  })
  return Math.abs(compensatedSum(twice)) / 2
}
