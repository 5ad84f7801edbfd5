import fc from 'fast-check'
import { round2 } from '../../rounding'
import { WastewaterPolicy } from '../nutrient.policy'
import type { WwtwPermit } from '../nutrient.types'
import { WastewaterLoadCalculator } from './wastewater-load.calculator'

const calculator = new WastewaterLoadCalculator(new WastewaterPolicy())
const RATES = { personsPerDwelling: 2.4, waterUseLPerPersonDay: 120 }

function aPermit(
  temporary: [number | null, number | null],
  permanent: [number | null, number | null]
): WwtwPermit {
  const concentrations = ([nitrogenMgPerL, phosphorusMgPerL]: [number | null, number | null]) => ({
    nitrogenMgPerL,
    phosphorusMgPerL
  })
  return {
    name: 'Works',
    subcatchment: 'Yare',
    temporary: concentrations(temporary),
    permanent: concentrations(permanent)
  }
}

const WHITLINGHAM = aPermit([27, 1], [10, 0.25])

describe('WastewaterLoadCalculator', () => {
  it.each([
    [239, WHITLINGHAM, 68832, [610.92, 22.63], [226.27, 5.66]],
    [476, WHITLINGHAM, 137088, [1216.73, 45.06], [450.64, 11.27]],
    [11, aPermit([25, 4.5], [25, 4.5]), 3168, [26.04, 4.69], [26.04, 4.69]],
    [1000, WHITLINGHAM, 288000, [2556.17, 94.67], [946.73, 23.67]]
  ])('works out %d dwellings', (dwellings, permit, litres, temporary, permanent) => {
    const loads = calculator.calculate(dwellings, RATES, permit)
    expect(loads.dailyWaterUseL).toBe(litres)
    expect([loads.temporary.nitrogenKgPerYear!, loads.temporary.phosphorusKgPerYear!].map(round2)).toEqual(
      temporary
    )
    expect([loads.permanent.nitrogenKgPerYear!, loads.permanent.phosphorusKgPerYear!].map(round2)).toEqual(
      permanent
    )
  })

  it('does the operations in the published order', () => {
    const { temporary } = calculator.calculate(239, RATES, WHITLINGHAM)
    expect(temporary.nitrogenKgPerYear).toBe(68832 * 365.25 * ((27 / 1000000) * 0.9))
  })

  it('leaves a load missing without a permit row, a concentration or a rate', () => {
    const none = { nitrogenKgPerYear: null, phosphorusKgPerYear: null }
    expect(calculator.calculate(10, RATES, null)).toEqual({
      dailyWaterUseL: 2880,
      temporary: none,
      permanent: none
    })
    expect(calculator.calculate(10, { ...RATES, personsPerDwelling: null }, WHITLINGHAM)).toEqual({
      dailyWaterUseL: null,
      temporary: none,
      permanent: none
    })
    expect(
      calculator.calculate(10, { ...RATES, waterUseLPerPersonDay: null }, WHITLINGHAM).dailyWaterUseL
    ).toBeNull()
    const partial = calculator.calculate(10, RATES, aPermit([null, 1], [10, null]))
    expect(partial.temporary.nitrogenKgPerYear).toBeNull()
    expect(partial.temporary.phosphorusKgPerYear).toBeGreaterThan(0)
    expect(partial.permanent.phosphorusKgPerYear).toBeNull()
  })

  it('is zero for no dwellings and grows with them', () => {
    expect(calculator.calculate(0, RATES, WHITLINGHAM).permanent).toEqual({
      nitrogenKgPerYear: 0,
      phosphorusKgPerYear: 0
    })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_998 }), (dwellings) => {
        const of = (count: number) =>
          calculator.calculate(count, RATES, WHITLINGHAM).permanent.nitrogenKgPerYear!
        expect(of(dwellings + 1)).toBeGreaterThan(of(dwellings))
      }),
      { numRuns: 3000 }
    )
  })
})
