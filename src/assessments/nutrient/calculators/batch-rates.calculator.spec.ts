import { BatchRatesCalculator, type BatchSite } from './batch-rates.calculator'

const calculator = new BatchRatesCalculator()

const aSite = (
  worksId: number,
  persons: number | null,
  litres: number | null = persons && 120
): BatchSite => ({
  worksId,
  rates: { personsPerDwelling: persons, waterUseLPerPersonDay: litres }
})

describe('BatchRatesCalculator', () => {
  it('keeps the rates that a site has', () => {
    expect(calculator.calculate([aSite(938, 3), aSite(938, 1)])).toEqual([
      { personsPerDwelling: 3, waterUseLPerPersonDay: 120 },
      { personsPerDwelling: 1, waterUseLPerPersonDay: 120 }
    ])
  })

  it('fills a missing rate with the mean of the sites on the same works', () => {
    const rates = calculator.calculate([aSite(938, 3), aSite(938, null), aSite(938, 1), aSite(141, 9)])
    expect(rates[1]).toEqual({ personsPerDwelling: 2, waterUseLPerPersonDay: 120 })
  })

  it('fills each of the two rates by itself', () => {
    const rates = calculator.calculate([aSite(938, 3, null), aSite(938, null, 100)])
    expect(rates).toEqual([
      { personsPerDwelling: 3, waterUseLPerPersonDay: 100 },
      { personsPerDwelling: 3, waterUseLPerPersonDay: 100 }
    ])
  })

  it('leaves a rate missing that no site on the works has', () => {
    const nothing = { personsPerDwelling: null, waterUseLPerPersonDay: null }
    expect(calculator.calculate([aSite(938, null), aSite(141, 2.4)])[0]).toEqual(nothing)
    expect(calculator.calculate([aSite(938, null)])).toEqual([nothing])
  })

  it('counts a missing rate as 0 in its place: the places decide the last bits', () => {
    const known = Array.from({ length: 8 }, () => aSite(938, 2.4))
    expect(calculator.calculate([...known, aSite(938, null)])[8]?.personsPerDwelling).toBe(2.4)
    expect(calculator.calculate([aSite(938, null), ...known])[0]?.personsPerDwelling).toBe(2.3999999999999995)
  })
})
