import fc from 'fast-check'
import { GreenspacePolicy } from '../nutrient.policy'
import type { LandUseFragment } from '../nutrient.types'
import { LandUseUpliftCalculator } from './land-use-uplift.calculator'

const calculator = new LandUseUpliftCalculator(new GreenspacePolicy())

const pair = (nitrogenKgPerHaYear: number | null, phosphorusKgPerHaYear: number | null) => ({
  nitrogenKgPerHaYear,
  phosphorusKgPerHaYear
})

function aFragment(fields: Partial<LandUseFragment>): LandUseFragment {
  return {
    cromeId: 'C1',
    landUse: 'Cereals',
    catchmentSeq: 1,
    catchmentOid: '1',
    catchmentName: 'River Wensum SAC',
    areaHa: 1,
    current: pair(10, 2),
    residential: pair(25, 5),
    ...fields
  }
}

describe('LandUseUpliftCalculator', () => {
  it('mixes greenspace into a site of 3 ha', () => {
    const { future, uplift } = calculator.calculate(aFragment({ areaHa: 1.5 }), 3)
    expect(future.nitrogenKgPerHaYear).toBeCloseTo(20.6, 12)
    expect(future.phosphorusKgPerHaYear).toBeCloseTo(4.04, 12)
    expect(uplift).toEqual({ nitrogenKgPerYear: 15.9, phosphorusKgPerYear: 3.06 })
  })

  it('uses the residential coefficients alone below 1 ha', () => {
    const { future, uplift } = calculator.calculate(aFragment({ areaHa: 1.5 }), 0.99)
    expect(future).toEqual(pair(25, 5))
    expect(uplift).toEqual({ nitrogenKgPerYear: 22.5, phosphorusKgPerYear: 4.5 })
  })

  it('takes its figures from the policy: without greenspace, as in older versions of the method', () => {
    const policy = Object.assign(new GreenspacePolicy(), { thresholdHa: Infinity })
    const { uplift } = new LandUseUpliftCalculator(policy).calculate(aFragment({ areaHa: 1.5 }), 3)
    expect(uplift).toEqual({ nitrogenKgPerYear: 22.5, phosphorusKgPerYear: 4.5 })
  })

  it('counts a site of exactly 1 ha as large', () => {
    expect(calculator.calculate(aFragment({}), 1).future.nitrogenKgPerHaYear).toBeCloseTo(20.6, 12)
  })

  it('gives a missing uplift for each nutrient whose coefficient is missing', () => {
    const { uplift } = calculator.calculate(
      aFragment({ current: pair(null, 2), residential: pair(25, null) }),
      3
    )
    expect(uplift).toEqual({ nitrogenKgPerYear: null, phosphorusKgPerYear: null })
    expect(calculator.calculate(aFragment({ current: pair(null, 2) }), 3).uplift.phosphorusKgPerYear).toBe(
      2.04
    )
  })

  it('rounds each fragment with ties to even', () => {
    const fragment = aFragment({ areaHa: 0.125, current: pair(0, 0), residential: pair(1, 3) })
    expect(calculator.calculate(fragment, 0.5).uplift).toEqual({
      nitrogenKgPerYear: 0.12,
      phosphorusKgPerYear: 0.38
    })
  })

  it('grows with the area when the new use sheds more, and never changes sign', () => {
    const coefficient = fc.double({ min: 0, max: 50, noNaN: true })
    fc.assert(
      fc.property(
        coefficient,
        coefficient,
        fc.double({ min: 0, max: 100, noNaN: true }),
        (now, then, areaHa) => {
          const at = (area: number) =>
            calculator.calculate(
              aFragment({ areaHa: area, current: pair(now, 0), residential: pair(then, 0) }),
              0.5
            ).uplift.nitrogenKgPerYear!
          const sign = Math.sign(then - now)
          expect(at(areaHa * 2) * sign).toBeGreaterThanOrEqual(at(areaHa) * sign)
          expect(at(areaHa) * sign).toBeGreaterThanOrEqual(0)
        }
      ),
      { numRuns: 3000 }
    )
  })

  it('adds up over a fragment cut in two, within one rounding step each', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (then, areaHa, share) => {
          const at = (area: number) =>
            calculator.calculate(
              aFragment({ areaHa: area, current: pair(7, 0), residential: pair(then, 0) }),
              2
            ).uplift.nitrogenKgPerYear!
          expect(Math.abs(at(areaHa * share) + at(areaHa * (1 - share)) - at(areaHa))).toBeLessThan(0.0151)
        }
      ),
      { numRuns: 3000 }
    )
  })
})
