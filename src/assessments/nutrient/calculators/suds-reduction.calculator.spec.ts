import fc from 'fast-check'
import { SudsPolicy } from '../nutrient.policy'
import { SudsReductionCalculator } from './suds-reduction.calculator'

const suds = new SudsReductionCalculator(new SudsPolicy())
const load = (nitrogenKgPerYear: number | null, phosphorusKgPerYear: number | null = null) => ({
  nitrogenKgPerYear,
  phosphorusKgPerYear
})

describe('SudsReductionCalculator', () => {
  it.each([
    [15.9, 11.92],
    [3.06, 2.3],
    [233.58, 175.18],
    [34.46, 25.84],
    [-626.8, -783.5],
    [59.3, 44.47],
    [-13.78, -17.22],
    [8.58, 6.44]
  ])('takes a quarter of %d and rounds to %d', (before, after) => {
    expect(suds.calculate(load(before), 50).nitrogenKgPerYear).toBe(after)
  })

  it('leaves a site of 49 dwellings alone, but rounds', () => {
    expect(suds.calculate(load(4.125, -20), 49)).toEqual(load(4.12, -20))
  })

  it('makes an improvement larger', () => {
    expect(suds.calculate(load(-20), 50).nitrogenKgPerYear).toBe(-25)
  })

  it('leaves a missing load missing', () => {
    expect(suds.calculate(load(null, 1), 60)).toEqual(load(null, 0.75))
  })

  it('never raises a load', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e5, max: 1e5, noNaN: true }),
        fc.integer({ min: 0, max: 5000 }),
        (kg, dwellings) => {
          expect(suds.calculate(load(kg), dwellings).nitrogenKgPerYear).toBeLessThanOrEqual(kg + 0.005 + 1e-9)
        }
      ),
      { numRuns: 3000 }
    )
  })
})
