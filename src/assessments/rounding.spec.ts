import fc from 'fast-check'
import { round2, round2OrNull } from './rounding'

describe('round2', () => {
  it.each([
    [11.925, 11.92],
    [2.295, 2.3],
    [0.125, 0.12],
    [0.375, 0.38],
    [-0.125, -0.12],
    [10.505, 10.5],
    [175.185, 175.18],
    [25.845, 25.84],
    [6.4350000000000005, 6.44],
    [44.474999999999994, 44.47],
    [-17.224999999999998, -17.22]
  ])('rounds %d to %d', (value, expected) => {
    expect(round2(value)).toBe(expected)
  })

  it('moves a value by at most half a hundredth', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(Math.abs(round2(value) - value)).toBeLessThanOrEqual(0.005 + 1e-9)
      }),
      { numRuns: 5000 }
    )
  })

  it('leaves a rounded value alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e8, max: 1e8 }), (hundredths) => {
        expect(round2(hundredths / 100)).toBe(hundredths / 100)
      }),
      { numRuns: 5000 }
    )
  })

  it('is symmetric around zero', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
        expect(round2(-value) + round2(value)).toBe(0)
      }),
      { numRuns: 5000 }
    )
  })

  it('gives NaN for NaN and null for null', () => {
    expect(round2(Number.NaN)).toBeNaN()
    expect(round2OrNull(null)).toBeNull()
    expect(round2OrNull(0.125)).toBe(0.12)
  })
})
