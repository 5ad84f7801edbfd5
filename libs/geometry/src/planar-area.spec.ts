import * as fc from 'fast-check'
import { planarAreaM2 } from './planar-area'
import type { LinearRing, Polygon, Position } from './geojson'

const polygon = (...rings: LinearRing[]): Polygon => ({ type: 'Polygon', coordinates: rings })

const rectangle = (x: number, y: number, width: number, height: number): LinearRing => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
  [x, y]
]

/** A convex ring: points of an ellipse by rising angle. */
const convexPositions = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 359 }), { minLength: 4, maxLength: 40 }),
    fc.integer({ min: 0, max: 700_000 }),
    fc.integer({ min: 0, max: 1_300_000 }),
    fc.double({ min: 1, max: 5000, noNaN: true })
  )
  .map(([angles, x, y, radius]) =>
    angles
      .toSorted((a, b) => a - b)
      .map((degrees): Position => {
        const angle = (degrees / 180) * Math.PI
        return [x + radius * Math.cos(angle), y + (radius / 2) * Math.sin(angle)]
      })
  )
const close = (positions: Position[]): LinearRing => [...positions, positions[0]]

describe('planarAreaM2', () => {
  it('gives square metres', () => {
    expect(planarAreaM2(polygon(rectangle(600_000, 300_000, 20, 50)))).toBe(1000)
  })

  it('subtracts holes and adds parts', () => {
    const shell = rectangle(600_000, 300_000, 20, 50)
    const hole = rectangle(600_005, 300_005, 10, 10).toReversed()
    expect(planarAreaM2(polygon(shell, hole))).toBe(900)
    expect(
      planarAreaM2({ type: 'MultiPolygon', coordinates: [[shell, hole], [rectangle(0, 0, 3, 3)]] })
    ).toBe(909)
  })

  it('keeps a square centimetre at the far end of the grid', () => {
    expect(planarAreaM2(polygon(rectangle(699_999, 1_299_999, 0.01, 0.01)))).toBeCloseTo(1e-4, 9)
  })

  it('is zero for an empty geometry', () => {
    expect(planarAreaM2({ type: 'MultiPolygon', coordinates: [[]] })).toBe(0)
    expect(planarAreaM2(polygon([]))).toBe(0)
  })

  it('is the sum of the two halves of a convex polygon', () => {
    fc.assert(
      fc.property(convexPositions, fc.nat(), (positions, cut) => {
        const at = 2 + (cut % (positions.length - 3))
        const halves = [positions.slice(0, at + 1), [positions[0], ...positions.slice(at)]]
        const sum = halves.map((half) => planarAreaM2(polygon(close(half)))).reduce((a, b) => a + b)
        const whole = planarAreaM2(polygon(close(positions)))
        expect(Math.abs(whole - sum)).toBeLessThanOrEqual(1e-9 * Math.max(whole, 1))
      })
    )
  })

  it('does not depend on the winding or on the vertex that comes first', () => {
    fc.assert(
      fc.property(convexPositions, fc.nat(), (positions, shift) => {
        const start = shift % positions.length
        const turned = [...positions.slice(start), ...positions.slice(0, start)]
        const area = planarAreaM2(polygon(close(positions)))
        const tolerance = 1e-9 * Math.max(area, 1)
        expect(Math.abs(planarAreaM2(polygon(close(turned))) - area)).toBeLessThanOrEqual(tolerance)
        expect(planarAreaM2(polygon(close(positions).toReversed()))).toBeCloseTo(area, 6)
      })
    )
  })
})
