import type { Position } from '@nrf/geometry'
import { Mesh } from './mesh'
import { fan, position } from './plane'
import { featureOf, type SampleFeature } from './sample-layer'
import { SeededRandom } from './seeded-random'

/** Cells of the zone mesh without a zone: the south-east corner, so that "no risk zone" can be tried. */
const hasNoZone = (column: number, row: number): boolean => column === 5 && row === 0

function drawZone(random: SeededRandom): string {
  const ticket = random.next()
  if (ticket < 0.2) return 'Red'
  return ticket < 0.75 ? 'Amber' : 'Green'
}

export function riskZones(): SampleFeature[] {
  const random = SeededRandom.for('risk zones')
  const mesh = new Mesh(random, { cellM: 2000, jitterM: 450, bendM: 200 })
  const features: SampleFeature[] = []
  for (let row = 0; row < mesh.rows; row++) {
    for (let column = 0; column < mesh.columns; column++) {
      const zone = drawZone(random)
      if (!hasNoZone(column, row))
        features.push(featureOf({ RZ: zone, MHW: 'Above MHW' }, mesh.whole(column, row)))
    }
  }
  return features
}

/** Ponds lie in clusters round the two newt samples and singly elsewhere. */
const POND_AREAS: readonly { from: Position; to: Position; count: number }[] = [
  { from: [601_900, 308_300], to: [602_800, 309_100], count: 12 },
  { from: [606_200, 308_700], to: [607_200, 309_400], count: 10 },
  { from: [600_100, 300_100], to: [611_900, 309_900], count: 50 }
]

const LARGEST_POND_M = 18

export function ponds(): SampleFeature[] {
  const random = SeededRandom.for('ponds')
  const centres: Position[] = []
  for (const { from, to, count } of POND_AREAS) {
    for (const target = centres.length + count; centres.length < target;) {
      const centre = position(random.between(from[0], to[0]), random.between(from[1], to[1]))
      if (centres.every((other) => distanceM(centre, other) > 2 * LARGEST_POND_M)) centres.push(centre)
    }
  }
  return centres.map((centre, index) => {
    const ring = fan(random, {
      centre,
      radiusM: random.between(6, LARGEST_POND_M),
      smallest: 0.7,
      corners: 9
    })
    return featureOf({ Pond_ID: `SP${String(index + 1).padStart(4, '0')}`, Pond_Status: null }, ring)
  })
}

function distanceM(a: Position, b: Position): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}
