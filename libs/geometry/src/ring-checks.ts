import { type FlatCoordinates, placeOf } from './coordinate-reader'
import { GeometryProblem } from './geometry-problem'

/** @throws GeometryProblem for the first ring that is open, else for the first one without an area */
export function checkRings(flat: FlatCoordinates): void {
  refuseFirst(flat, isOpen, 'unclosed_ring', 'the last position differs from the first')
  refuseFirst(flat, isFlat, 'invalid_geometry', 'all positions lie on one line, so it has no area')
}

type RingTest = (ordinates: Float64Array) => boolean

function refuseFirst(
  { type, ringLengths, ordinates }: FlatCoordinates,
  test: RingTest,
  code: 'unclosed_ring' | 'invalid_geometry',
  problem: string
): void {
  let start = 0
  for (const [part, lengths] of ringLengths.entries()) {
    for (const [ring, length] of lengths.entries()) {
      const end = start + 2 * length
      if (test(ordinates.subarray(start, end))) {
        throw new GeometryProblem(code, `In ${placeOf(type === 'MultiPolygon', part, ring)}: ${problem}`)
      }
      start = end
    }
  }
}

function isOpen(ring: Float64Array): boolean {
  return ring[0] !== ring[ring.length - 2] || ring[1] !== ring[ring.length - 1]
}

/**
 * Whether all positions lie on one line, give or take what rounding does to numbers of this size. The shoelace sum
 * would not do: it is zero for a bow-tie too, which is another problem.
 */
function isFlat(ring: Float64Array): boolean {
  const [originX, originY] = ring
  let [farX, farY, farSquared, magnitude] = [0, 0, 0, 0]
  for (let i = 0; i < ring.length; i += 2) {
    const [dx, dy] = [ring[i] - originX, ring[i + 1] - originY]
    const squared = dx * dx + dy * dy
    if (squared > farSquared) [farX, farY, farSquared] = [dx, dy, squared]
    magnitude = Math.max(magnitude, Math.abs(ring[i]), Math.abs(ring[i + 1]))
  }
  const noise = 8 * Number.EPSILON * magnitude * Math.sqrt(farSquared)
  for (let i = 0; i < ring.length; i += 2) {
    if (Math.abs((ring[i] - originX) * farY - (ring[i + 1] - originY) * farX) > noise) return false
  }
  return true
}
