import { createHash } from 'node:crypto'
import { toEwkb, type Polygon } from '@nrf/geometry'
import type { Boundary, Development } from '../../src/assessments/development'

/** An axis-parallel square of the given size in hectares. */
export function aBoundary({ areaHa = 0.5, repairs = [] as readonly string[] } = {}): Boundary {
  const side = Math.sqrt(areaHa * 10_000)
  const [x, y] = [600_000, 300_000]
  const geometry: Polygon = {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
        [x, y]
      ]
    ]
  }
  const ewkb = toEwkb(geometry, 27700)
  const digest = createHash('sha256').update(ewkb).digest('hex')
  return { ewkb, areaM2: areaHa * 10_000, digest, repairs }
}

/** A small site without anything special about it; name what matters to the test. */
export function aDevelopment(fields: Partial<Development> = {}): Development {
  return {
    reference: 'NRF-000001',
    siteNumber: 1,
    name: 'Mill Lane',
    dwellingCategory: 'housing',
    source: 'web_submission',
    dwellings: 10,
    boundary: aBoundary(),
    ...fields
  }
}
