import { GreenspacePolicy, SudsPolicy } from '../nutrient.policy'
import { LandUseTotalsCalculator } from './land-use-totals.calculator'
import { LandUseUpliftCalculator } from './land-use-uplift.calculator'
import { SiteLandUseCalculator } from './site-land-use.calculator'
import { SudsReductionCalculator } from './suds-reduction.calculator'

const calculator = new SiteLandUseCalculator(
  new LandUseUpliftCalculator(new GreenspacePolicy()),
  new LandUseTotalsCalculator(),
  new SudsReductionCalculator(new SudsPolicy())
)

describe('SiteLandUseCalculator', () => {
  it('goes from fragments to the load after SuDS', () => {
    const fragment = {
      cromeId: 'C1',
      landUse: 'Cereals',
      catchmentSeq: 1,
      catchmentOid: '1',
      catchmentName: 'A',
      areaHa: 1.5,
      current: { nitrogenKgPerHaYear: 10, phosphorusKgPerHaYear: 2 },
      residential: { nitrogenKgPerHaYear: 25, phosphorusKgPerHaYear: 5 }
    }
    const landUse = calculator.calculate([fragment], 3, 60)
    expect(landUse.totals?.uplift).toEqual({ nitrogenKgPerYear: 15.9, phosphorusKgPerYear: 3.06 })
    expect(landUse.afterSuds).toEqual({ nitrogenKgPerYear: 11.92, phosphorusKgPerYear: 2.3 })
  })

  it('leaves 0 after SuDS when no land lies in a catchment', () => {
    expect(calculator.calculate([], 3, 60)).toEqual({
      fragments: [],
      totals: null,
      afterSuds: { nitrogenKgPerYear: 0, phosphorusKgPerYear: 0 }
    })
  })
})
