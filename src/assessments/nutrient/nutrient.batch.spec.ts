import { BatchRatesCalculator } from './calculators/batch-rates.calculator'
import { NutrientBatch } from './nutrient.batch'
import type { ChosenRates } from './nutrient.rates'

const batch = new NutrientBatch(new BatchRatesCalculator())

const RATES = { personsPerDwelling: 2.4, waterUseLPerPersonDay: 120 }
const NONE = { personsPerDwelling: null, waterUseLPerPersonDay: null }
const missing = { code: 'rates_missing', message: 'No rates' }
const own: ChosenRates = { rates: RATES, source: 'catchments', catchments: [], findings: [] }
const none: ChosenRates = { rates: NONE, source: 'none', catchments: [], findings: [missing] }

function aSite({ worksId = 938, rates = own, hasLand = true } = {}) {
  const works = {
    id: worksId,
    isFallback: false,
    isFallbackId: false,
    isTreatmentWorks: true,
    permit: null,
    findings: []
  }
  const load = { nitrogenKgPerYear: 1.5, phosphorusKgPerYear: 0.2 }
  const totals = { areaHa: 1, uplift: load, catchmentNames: 'The Broads SAC', entries: [] }
  const zero = { nitrogenKgPerYear: 0, phosphorusKgPerYear: 0 }
  const landUse = { fragments: [], totals: hasLand ? totals : null, afterSuds: hasLand ? load : zero }
  return { works, rates, landUse }
}

describe('NutrientBatch', () => {
  it('leaves a site alone as it is', () => {
    for (const site of [aSite(), aSite({ rates: none }), aSite({ rates: none, hasLand: false })]) {
      expect(batch.combine([site], 'production')).toEqual([site])
    }
  })

  it('gives a site without rates those of the other sites on its works, and says so', () => {
    const [first, second] = batch.combine([aSite(), aSite({ rates: none })], 'production')
    expect(first.rates).toBe(own)
    expect(second.rates).toEqual({
      rates: RATES,
      source: 'batch-mean',
      catchments: [],
      findings: [expect.objectContaining({ code: 'rates_from_batch_mean' })]
    })
  })

  it('leaves rates missing that no other site on the works has', () => {
    const [, second] = batch.combine([aSite({ worksId: 141 }), aSite({ rates: none })], 'production')
    expect(second.rates).toBe(none)
  })

  it('has a missing land-use load, not 0, for a site without land beside one with land', () => {
    const [, outside] = batch.combine([aSite(), aSite({ hasLand: false })], 'production')
    expect(outside.landUse.afterSuds).toEqual({ nitrogenKgPerYear: null, phosphorusKgPerYear: null })
  })

  it('has 0 for every site when none of the file has land in a catchment', () => {
    const sites = batch.combine([aSite({ hasLand: false }), aSite({ hasLand: false })], 'production')
    expect(sites.map(({ landUse }) => landUse.afterSuds.nitrogenKgPerYear)).toEqual([0, 0])
  })
})
