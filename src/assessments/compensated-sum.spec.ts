import fc from 'fast-check'
import { compensatedSum } from './compensated-sum'

describe('compensatedSum', () => {
  it('skips missing values', () => {
    expect(compensatedSum([1, null, 2])).toBe(3)
  })

  it('is 0 for nothing', () => {
    expect(compensatedSum([])).toBe(0)
    expect(compensatedSum([null, null])).toBe(0)
  })

  it('keeps what a plain sum loses', () => {
    const values = [1, ...Array.from({ length: 1000 }, () => 1e-16)]
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(1)
    expect(compensatedSum(values)).toBeCloseTo(1 + 1e-13, 16)
  })

  it('is not corrected at the end: the noise of two-decimal numbers stays', () => {
    expect(compensatedSum([0.1, 0.2])).toBe(0.30000000000000004)
  })

  it('is exact to the last hundredth for sums of hundredths', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { maxLength: 300 }), (hundredths) => {
        const exact = hundredths.reduce((sum, value) => sum + value, 0)
        expect(Math.round(compensatedSum(hundredths.map((value) => value / 100)) * 100)).toBe(exact + 0)
      }),
      { numRuns: 1000 }
    )
  })
})
