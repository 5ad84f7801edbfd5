import { OccupancyRatesCalculator } from './occupancy-rates.calculator'

const calculator = new OccupancyRatesCalculator()
const source = (areaHa: number, persons: number | null, litres: number | null) => ({
  catchmentName: `catchment of ${areaHa}`,
  areaHa,
  rates: { personsPerDwelling: persons, waterUseLPerPersonDay: litres }
})

describe('OccupancyRatesCalculator', () => {
  it('uses equal rates as they are', () => {
    expect(calculator.calculate([source(0.1, 2.4, 120), source(0.7, 2.4, 120)])).toEqual({
      personsPerDwelling: 2.4,
      waterUseLPerPersonDay: 120
    })
  })

  it('weighs different rates by area', () => {
    expect(calculator.calculate([source(1, 2, 100), source(3, 3, 120)])).toEqual({
      personsPerDwelling: 2.75,
      waterUseLPerPersonDay: 115
    })
  })

  it('leaves out catchments without rates', () => {
    const unknown = { catchmentName: 'unknown', areaHa: 9, rates: null }
    expect(calculator.calculate([unknown, source(1, 2.4, 120)])?.personsPerDwelling).toBe(2.4)
    expect(calculator.calculate([unknown])).toBeNull()
    expect(calculator.calculate([])).toBeNull()
  })

  it('keeps a rate missing that no catchment has', () => {
    expect(calculator.calculate([source(1, null, 120), source(2, null, null)])).toEqual({
      personsPerDwelling: null,
      waterUseLPerPersonDay: 120
    })
  })
})
