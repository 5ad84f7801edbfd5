import { readFileSync } from 'node:fs'
import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import type { Development } from '../../src/assessments/development'
import { InvalidBoundary } from '../../src/reference-data/reference-data.failures'
import { databaseOptionsFor } from '../builders/database-options'
import { NutrientBench } from '../builders/nutrient-bench'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { evidenceOf } from '../nutrient/nutrient-evidence'
import { publishedLayer, publishedSites, publishedTable } from './published-sites'
import { differences, summaryOfRow, type PublishedSummary } from './published-summary'
import { QuotesBackend } from './quotes-backend'
import { describeWithReference, readJsonLines, referenceFile } from './reference-folder'

interface PublishedJob {
  readonly input?: string
  readonly rlb_id?: number
  readonly message: {
    readonly reference: string
    readonly boundaryGeojson: { readonly boundaryGeometryOriginal: object }
    readonly housingUnits: number
    readonly developmentTypes: readonly string[]
  }
  readonly outcome: string
  readonly patch: object | null
  readonly summary: PublishedSummary | null
}

const SETUP_MS = 120_000
const NOISE = 1e-12
const readJson = (file: string) => JSON.parse(readFileSync(referenceFile('golden', 'nutrient', file), 'utf8'))

describeWithReference('published sites, each by itself', () => {
  let database: TestDatabase
  let bench: NutrientBench
  let sites: Development[]

  beforeAll(async () => {
    database = await openTestDatabase()
    bench = await NutrientBench.open(databaseOptionsFor(database))
    await bench.load(publishedLayer)
    sites = await publishedSites('BnW_cleaned_110925.geojson.gz', bench)
  }, SETUP_MS)

  afterAll(async () => {
    await bench?.close()
    await database?.close()
  })

  async function developmentOf({ message }: PublishedJob): Promise<Development> {
    return {
      reference: message.reference,
      siteNumber: 1,
      name: message.reference,
      dwellingCategory: message.developmentTypes[0],
      source: 'web_submission',
      dwellings: message.housingUnits,
      boundary: await bench.boundary(message.boundaryGeojson.boundaryGeometryOriginal)
    }
  }

  describe('under the production profile', () => {
    async function checkJob(job: PublishedJob, backend: QuotesBackend, siteNumber: number): Promise<void> {
      const findings = await bench.assess(await developmentOf(job), 'production')
      expect([siteNumber, findings.scope.status === 'in-scope']).toEqual([siteNumber, job.summary !== null])
      if (job.summary === null) return
      expect([siteNumber, differences(job.summary, findings.summary ?? {}, NOISE)]).toEqual([siteNumber, []])
      expect(await backend.bodyFor(siteNumber, findings)).toEqual(job.patch ?? undefined)
    }

    it('are the 122 published jobs, summaries and bodies', async () => {
      const jobs = readJsonLines<PublishedJob>('golden', 'nutrient', 'bnw245_jobs.even.jsonl')
      expect(jobs).toHaveLength(122)
      const backend = await QuotesBackend.start()
      try {
        for (const job of jobs) await checkJob(job, backend, job.rlb_id ?? 0)
      } finally {
        await backend.stop()
      }
    })

    it('are the generated sites, and the ones in degrees are refused', async () => {
      const jobs: PublishedJob[] = readJson('generated_jobs.json')
      const refused = jobs.filter(({ outcome }) => !['patched', 'no_patch'].includes(outcome))
      const backend = await QuotesBackend.start()
      try {
        for (const [index, job] of jobs.entries()) {
          if (!refused.includes(job)) await checkJob(job, backend, index + 1)
        }
      } finally {
        await backend.stop()
      }
      expect([jobs.length, refused.length]).toEqual([14, 2])
      for (const job of refused) await expect(developmentOf(job)).rejects.toBeInstanceOf(InvalidBoundary)
    })

    it('are the small site, its fragment and its body', async () => {
      const [site] = await publishedSites('BnW_small_under_1_hectare.geojson', bench)
      const findings = await bench.assess(site, 'production')
      const [row] = await publishedTable('golden', 'nutrient', 'small_summary.csv')
      expect(differences(summaryOfRow(row), findings.summary ?? {}, NOISE)).toEqual([])
      const [piece] = await publishedTable('golden', 'nutrient', 'small_pieces.csv')
      const { fragments } = evidenceOf(findings).landUse
      expect(fragments).toHaveLength(1)
      expect(fragments[0]).toMatchObject({
        cromeId: piece['crome_id'],
        catchmentOid: piece['oid'],
        areaHa: expect.closeTo(Number(piece['area_in_nn_catchment_ha']), 9),
        uplift: { nitrogenKgPerYear: 0, phosphorusKgPerYear: 0 }
      })
      const [{ payload }] = readJson('small_payloads.json')
      const backend = await QuotesBackend.start()
      try {
        expect(await backend.bodyFor(1, findings)).toEqual(payload)
      } finally {
        await backend.stop()
      }
    })
  })

  /**
   * Worked by hand: every one of these sites drains to works with 2.4 persons and 120 litres, so the load from 2030 is
   * dwellings × 2.4 × 120 × 365.25 × (mg/l ÷ 1 000 000) × 0.9.
   */
  describe('under the corrected profile, where the public system has no waste water (D-1)', () => {
    const corrected = async (siteNumber: number) => {
      const findings = await bench.assess(sites[siteNumber - 1], 'corrected')
      return { ...findings, summary: findings.summary ?? {} }
    }

    it.each([
      // site, dwellings, works, mg/l N and P, kg/year N and P, total N and P
      [60, 1400, 938, 10, 0.25, 1325.4192, 33.13548, 698.2, 85.46],
      [100, 130, 929, 10, 0.25, 123.07464, 3.076866, 107.35, 7.2],
      [104, 305, 929, 10, 0.25, 288.75204, 7.218801, 202.14, 27.12],
      [172, 1000, 938, 10, 0.25, 946.728, 23.6682, 641.96, 54.48]
    ])('site %d, in two catchments, has that of its own catchments', async (...expected) => {
      const [site, dwellings, works, nitrogenMgPerL, phosphorusMgPerL, nitrogen, phosphorus, totalN, totalP] =
        expected
      const { summary, evidence, findings } = await corrected(site)
      expect(summary).toMatchObject({
        Dwellings: dwellings,
        Majority_WwTw_ID: works,
        Occ_Rate: 2.4,
        Water_Usage_L_Day: 120,
        Nitrogen_2030_onwards: nitrogenMgPerL,
        Phosphorus_2030_onwards: phosphorusMgPerL,
        N_Total: totalN,
        P_Total: totalP
      })
      expect(evidenceOf({ evidence }).wastewater.permanent).toEqual({
        nitrogenKgPerYear: expect.closeTo(nitrogen, 9),
        phosphorusKgPerYear: expect.closeTo(phosphorus, 9)
      })
      const finding = findings.find(({ code }) => code === 'rates_from_several_catchments')
      expect(finding?.message).toMatch(/River Wensum SAC/)
      expect(finding?.message).toMatch(/The Broads SAC/)
    })

    it.each([
      [40, 25, 938, 10, 0.25, 23.6682, 0.591705, 28.4, 0.71],
      [152, 25, 938, 10, 0.25, 23.6682, 0.591705, 28.4, 0.71],
      [168, 30, 938, 10, 0.25, 28.40184, 0.710046, 34.08, 0.85],
      [198, 15, 1128, 27, 1, 38.342484, 1.420092, 46.01, 1.7]
    ])('site %d, in no catchment, has that of the catchment of its works', async (...expected) => {
      const [site, dwellings, works, nitrogenMgPerL, phosphorusMgPerL, nitrogen, phosphorus, totalN, totalP] =
        expected
      const { summary, evidence, findings } = await corrected(site)
      expect(summary).toMatchObject({
        Dwellings: dwellings,
        Majority_WwTw_ID: works,
        N_LU_postSuDS: 0,
        Occ_Rate: 2.4,
        Water_Usage_L_Day: 120,
        Nitrogen_2030_onwards: nitrogenMgPerL,
        Phosphorus_2030_onwards: phosphorusMgPerL,
        N_Total: totalN,
        P_Total: totalP
      })
      expect(evidenceOf({ evidence }).wastewater.permanent).toEqual({
        nitrogenKgPerYear: expect.closeTo(nitrogen, 9),
        phosphorusKgPerYear: expect.closeTo(phosphorus, 9)
      })
      const finding = findings.find(({ code }) => code === 'rates_from_works_catchment')
      expect(finding?.message).toMatch(/The Broads SAC/)
    })

    it('a file of several sites is each of them by itself', async () => {
      const some = [60, 40, 2, 198].map((siteNumber) => sites[siteNumber - 1])
      const together = await bench.assessBatch(some, 'corrected')
      const apart: AssessmentFindings[] = []
      for (const site of some) apart.push(await bench.assess(site, 'corrected'))
      expect(together).toEqual(apart)
    })
  })
})
