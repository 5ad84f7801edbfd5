import fc from 'fast-check'
import { PrecautionaryBufferPolicy } from '../nutrient.policy'
import { PrecautionaryBufferCalculator } from './precautionary-buffer.calculator'

const calculator = new PrecautionaryBufferCalculator(new PrecautionaryBufferPolicy())
const load = (nitrogenKgPerYear: number | null, phosphorusKgPerYear: number | null) => ({
  nitrogenKgPerYear,
  phosphorusKgPerYear
})

describe('PrecautionaryBufferCalculator', () => {
  it.each([
    [load(175.18, 25.84), load(226.267992, 5.6566998), load(481.74, 37.8)],
    [load(-783.5, 44.47), load(450.642528, 11.2660632), load(-266.29, 66.88)],
    [load(-4.16, 0.99), load(26.03502, 4.6863036), load(26.25, 6.81)],
    [load(113.65, 16.8), load(null, null), load(136.38, 20.16)]
  ])('adds a fifth of the absolute base', (afterSuds, permanent, total) => {
    expect(calculator.calculate(afterSuds, permanent).total).toEqual(total)
  })

  it('shows the unrounded base', () => {
    expect(calculator.calculate(load(175.18, null), load(226.267992, null)).base).toEqual(load(401.447992, 0))
  })

  it('takes a missing term as nothing', () => {
    expect(calculator.calculate(load(null, 1), load(2, null)).base).toEqual(load(2, 1))
  })

  it('never lowers a total', () => {
    const kg = fc.double({ min: -1e5, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(kg, kg, (landUse, waste) => {
        const { base, total } = calculator.calculate(load(landUse, null), load(waste, null))
        expect(total.nitrogenKgPerYear).toBeGreaterThanOrEqual(base.nitrogenKgPerYear - 0.005 - 1e-9)
      }),
      { numRuns: 3000 }
    )
  })
})
