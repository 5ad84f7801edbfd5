import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import { compensatedSum } from '../../src/assessments/compensated-sum'
import { databaseOptionsFor } from '../builders/database-options'
import { NutrientBench } from '../builders/nutrient-bench'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { sampleFileOf } from '../../src/cli/sample-layers'
import { figuresByHand, upliftsByHand } from './figures-by-hand'
import { evidenceOf, figureOf, type NutrientEvidence } from './nutrient-evidence'
import { randomDevelopments } from './random-sites'

const SITES = 1000
const SETUP_MS = 120_000

interface Assessed {
  readonly findings: AssessmentFindings
  readonly evidence: NutrientEvidence
}

describe(`the evidence of ${SITES} random sites in the sample district`, () => {
  let database: TestDatabase
  let bench: NutrientBench
  let assessed: Assessed[]

  beforeAll(async () => {
    database = await openTestDatabase()
    bench = await NutrientBench.open(databaseOptionsFor(database))
    await bench.load(sampleFileOf)
    const findings = await bench.assessBatch(randomDevelopments(SITES), 'corrected')
    assessed = findings.map((one) => ({ findings: one, evidence: evidenceOf(one) }))
  }, SETUP_MS)

  afterAll(async () => {
    await bench?.close()
    await database?.close()
  })

  /** Sites for which two figures differ, with both; the test names the first few. */
  function unequal(compare: (one: Assessed) => readonly [ours: unknown, expected: unknown]): unknown[] {
    return assessed
      .map((one, index) => ({ site: index + 1, pair: compare(one).map((value) => JSON.stringify(value)) }))
      .filter(({ pair: [ours, expected] }) => ours !== expected)
      .slice(0, 3)
  }

  it('covers every kind of site', () => {
    const count = (is: (one: Assessed) => boolean) => assessed.filter(is).length
    expect(count(({ findings }) => findings.scope.status === 'out-of-scope')).toBeGreaterThan(10)
    expect(count(({ evidence }) => evidence.landUse.perCatchment.length > 1)).toBeGreaterThan(10)
    expect(count(({ evidence }) => evidence.landUse.fragments.length > 10)).toBeGreaterThan(10)
    expect(count(({ evidence }) => evidence.site.areaHaRounded < 1)).toBeGreaterThan(100)
    expect(count(({ evidence }) => evidence.site.dwellings >= 50)).toBeGreaterThan(100)
    expect(count(({ evidence }) => evidence.wastewater.rates.source === 'works-catchment')).toBeGreaterThan(
      10
    )
    expect(
      count(({ findings }) => findings.findings.some(({ code }) => code === 'coefficient_missing'))
    ).toBeGreaterThan(0)
  })

  it('names every figure that the sums start from, with its unit and source', () => {
    const { figures } = assessed[0].evidence
    expect(figures.map(({ name }) => name)).toEqual([
      'greenspaceThreshold',
      'greenspaceShare',
      'greenspaceNitrogen',
      'greenspacePhosphorus',
      'sudsThreshold',
      'sudsRemovalShare',
      'precautionaryBufferShare',
      'daysPerYear',
      'milligramsPerKilogram',
      'worksOperatingShare',
      'fallbackWorks',
      'occupancy',
      'waterUse',
      'nitrogenPermitFrom2025',
      'phosphorusPermitFrom2025',
      'nitrogenPermitFrom2030',
      'phosphorusPermitFrom2030'
    ])
    const bare = assessed.filter(({ evidence }) =>
      evidence.figures.some(({ unit, source }) => unit.trim() === '' || source.trim() === '')
    )
    expect(bare).toEqual([])
  })

  it('shows the same rates and permits in the figures and in the steps', () => {
    expect(
      unequal(({ evidence }) => {
        const { rates, works } = evidence.wastewater
        return [
          [
            figureOf(evidence, 'occupancy'),
            figureOf(evidence, 'waterUse'),
            figureOf(evidence, 'nitrogenPermitFrom2030'),
            figureOf(evidence, 'phosphorusPermitFrom2025')
          ],
          [
            rates.personsPerDwelling,
            rates.waterUseLPerPersonDay,
            works.permits?.from2030.nitrogenMgPerL ?? null,
            works.permits?.from2025.phosphorusMgPerL ?? null
          ]
        ]
      })
    ).toEqual([])
  })

  it('names the fallback works that the sites without works are on', () => {
    const onFallback = assessed.filter(({ evidence }) => evidence.wastewater.works.isFallback)
    expect(onFallback.length).toBeGreaterThan(10)
    for (const { evidence } of onFallback)
      expect(evidence.wastewater.works.id).toBe(figureOf(evidence, 'fallbackWorks'))
  })

  it('gives the uplift of each fragment from its coefficients', () => {
    expect(
      unequal(({ evidence }) => [
        evidence.landUse.fragments.map(({ uplift }) => uplift),
        upliftsByHand(evidence)
      ])
    ).toEqual([])
  })

  it('gives every printed figure', () => {
    expect(
      unequal(({ findings: { summary }, evidence }) => {
        const figures = Object.entries(figuresByHand(evidence))
        if (summary === null) return [null, null]
        return [figures.map(([column]) => [column, summary[column]]), figures]
      })
    ).toEqual([])
  })

  it('shows the sums and totals that are printed', () => {
    expect(
      unequal(({ findings: { summary }, evidence: { landUse, total, wastewater } }) => {
        if (summary === null) return [null, null]
        const shown = [
          landUse.uplift?.nitrogenKgPerYear ?? null,
          landUse.uplift?.phosphorusKgPerYear ?? null,
          landUse.afterSuds.nitrogenKgPerYear,
          landUse.afterSuds.phosphorusKgPerYear,
          wastewater.dailyWaterUseL,
          total.withBuffer.nitrogenKgPerYear,
          total.withBuffer.phosphorusKgPerYear
        ]
        const columns = [
          'N_LU_Uplift',
          'P_LU_Uplift',
          'N_LU_postSuDS',
          'P_LU_postSuDS',
          'Litres_used',
          'N_Total',
          'P_Total'
        ]
        return [shown, columns.map((column) => summary[column])]
      })
    ).toEqual([])
  })

  it('has parts per catchment that add up to the whole, to the last printed digit', () => {
    const printed = (kg: number) => (kg + 0).toFixed(2).replace(/^-0\.00$/, '0.00')
    expect(
      unequal(({ evidence: { landUse } }) => {
        const parts = landUse.perCatchment.map(({ uplift }) => uplift)
        const whole = landUse.uplift ?? { nitrogenKgPerYear: 0, phosphorusKgPerYear: 0 }
        return [
          [
            printed(compensatedSum(parts.map(({ nitrogenKgPerYear }) => nitrogenKgPerYear))),
            printed(compensatedSum(parts.map(({ phosphorusKgPerYear }) => phosphorusKgPerYear))),
            compensatedSum(landUse.perCatchment.map(({ areaHa }) => areaHa)).toFixed(9)
          ],
          [
            printed(whole.nitrogenKgPerYear),
            printed(whole.phosphorusKgPerYear),
            compensatedSum(landUse.fragments.map(({ areaHa }) => areaHa)).toFixed(9)
          ]
        ]
      })
    ).toEqual([])
  })

  it('never shows more land in catchments than the site has', () => {
    const more = assessed.filter(({ evidence: { landUse, site } }) => {
      const areaHa = compensatedSum(landUse.fragments.map((fragment) => fragment.areaHa))
      return areaHa > (site.areaM2 / 10_000) * (1 + 1e-9)
    })
    expect(more).toEqual([])
  })
})
