import { readFileSync } from 'node:fs'
import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import { compensatedSum } from '../../src/assessments/compensated-sum'
import { databaseOptionsFor } from '../builders/database-options'
import { NutrientBench } from '../builders/nutrient-bench'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { evidenceOf, type Load, type NutrientEvidence } from '../nutrient/nutrient-evidence'
import { publishedLayer, publishedSites, publishedTable } from './published-sites'
import { differences, summaryOfRow } from './published-summary'
import { QuotesBackend } from './quotes-backend'
import { describeWithReference, referenceFile } from './reference-folder'

const SETUP_MS = 300_000
const AREA_M2 = 1e-6
const AREA_HA = 1e-9
const SHARE = 1e-6
/** Far below the last printed digit: sums are compared bit for bit, but for one that is 1e-15 away. */
const NOISE = 1e-12

const golden = (file: string) => publishedTable('golden', 'nutrient', file)

describeWithReference('the 245 published sites as one file under the production profile', () => {
  let database: TestDatabase
  let bench: NutrientBench
  let findings: AssessmentFindings[]
  let warnings: Record<string, readonly string[]>
  const siteOf = (row: Record<string, string>) => findings[Number(row['rlb_id']) - 1]

  beforeAll(async () => {
    database = await openTestDatabase()
    bench = await NutrientBench.open(databaseOptionsFor(database))
    warnings = await bench.load(publishedLayer)
    const sites = await publishedSites('BnW_cleaned_110925.geojson.gz', bench)
    findings = await bench.assessBatch(sites, 'production')
  }, SETUP_MS)

  afterAll(async () => {
    await bench?.close()
    await database?.close()
  })

  it('lie on reference data whose known blemishes are warnings', () => {
    const { wwtw_catchments: works, rates_lookup: rates, wwtw_lookup: permits, ...others } = warnings
    expect(Object.values(others).flat()).toEqual([])
    expect(works).toEqual(['WwTw_ID should be unique, but is not for 1 value: "4842" in rows 1, 2, 4, ...'])
    expect(rates).toEqual([expect.stringContaining('nn_catchment has 28 values that N2K_Site_N')])
    expect(permits).toEqual([
      'wwtw_code is missing in 128 rows (rows 41, 42, 43, ...)',
      'wwtw_code should be unique, but is not for 2 values: "10416" in rows 434, 531; "10261" in rows 441, 535',
      expect.stringContaining('wwtw_code has 478 values that WwTw_ID'),
      expect.stringContaining('wwtw_subcatchment has 38 values that OPCAT_NAME')
    ])
  })

  it('are 245, of which 217 are in scope', async () => {
    expect(findings).toHaveLength(245)
    expect(findings.filter(({ scope }) => scope.status === 'in-scope')).toHaveLength(217)
    const published = (await golden('bnw245_batch_summary.even.csv')).map((row) => Number(row['rlb_id']))
    const even = findings.flatMap(({ summary }, index) => (summary && index % 2 === 1 ? [index + 1] : []))
    expect(even).toEqual(published)
  })

  it('give the published summaries', async () => {
    const rows = await golden('bnw245_batch_summary.even.csv')
    expect(rows).toHaveLength(108)
    const different = rows.flatMap((row) =>
      differences(summaryOfRow(row), siteOf(row).summary ?? {}, NOISE).map(
        (text) => `site ${row['rlb_id']}: ${text}`
      )
    )
    expect(different).toEqual([])
  })

  it('give the published figures before rounding', async () => {
    const different = (await golden('bnw245_batch_summary.even.csv')).flatMap((row) => {
      const ours = unrounded(evidenceOf(siteOf(row)))
      const published = summaryOfRow(row)
      return Object.entries(ours)
        .filter(([field, value]) => !isWithin(published[`${field}_unrounded`], value))
        .map(
          ([field, value]) =>
            `site ${row['rlb_id']}: ${field} ${published[`${field}_unrounded`]}, ours ${value}`
        )
    })
    expect(different).toEqual([])
  })

  it('consist of the published fragments', async () => {
    const rows = await golden('bnw245_batch_pieces.even.csv')
    expect(rows).toHaveLength(913)
    const ours = new Map(
      findings.flatMap((site, index) =>
        evidenceOf(site).landUse.fragments.map((fragment) => [
          `${index + 1} ${fragment.cromeId} ${fragment.catchmentOid}`,
          fragment
        ])
      )
    )
    for (const row of rows) {
      const key = `${row['rlb_id']} ${row['crome_id']} ${row['oid']}`
      const piece = summaryOfRow(row)
      expect([key, ours.get(key)]).toEqual([
        key,
        expect.objectContaining({
          catchmentName: row['n2k_site_n'],
          current: {
            nitrogenKgPerHaYear: piece['lu_curr_n_coeff'],
            phosphorusKgPerHaYear: piece['lu_curr_p_coeff']
          },
          residential: {
            nitrogenKgPerHaYear: piece['n_resi_coeff'],
            phosphorusKgPerHaYear: piece['p_resi_coeff']
          },
          uplift: { nitrogenKgPerYear: piece['n_lu_uplift'], phosphorusKgPerYear: piece['p_lu_uplift'] }
        })
      ])
      const areaHa = ours.get(key)?.areaHa ?? NaN
      expect(Math.abs(areaHa - Number(row['area_in_nn_catchment_ha']))).toBeLessThan(AREA_HA)
    }
    const even = [...ours.keys()].filter((key) => Number(key.split(' ')[0]) % 2 === 0)
    expect(even).toHaveLength(rows.length)
  })

  it('have the published overlaps', async () => {
    const rows = await golden('bnw245_batch_overlaps.even.csv')
    expect(rows).toHaveLength(491)
    const published = rows.map((row) => ({
      key: `${row['rlb_id']} ${row['layer']} ${row['value']}`,
      areaM2: Number(row['overlap_m2'])
    }))
    const ours = findings
      .flatMap((site, index) => overlaps(index + 1, evidenceOf(site)))
      .filter(({ key }) => Number(key.split(' ')[0]) % 2 === 0)
    expect(ours.map(({ key }) => key).sort()).toEqual(published.map(({ key }) => key).sort())
    const byKey = (a: Overlap, b: Overlap) => (a.key === b.key ? a.areaM2 - b.areaM2 : a.key < b.key ? -1 : 1)
    const sorted = [...published].sort(byKey)
    for (const [index, { key, areaM2 }] of [...ours].sort(byKey).entries()) {
      expect([key, Math.abs(areaM2 - sorted[index].areaM2) < AREA_M2]).toEqual([key, true])
    }
  })

  it('give the public baseline in every column that does not depend on the private coefficients', async () => {
    const rows = await publishedTable('expected', 'nutrients', 'BroadsWensum_IAT_101025.even_rlb_id.csv')
    expect(rows).toHaveLength(108)
    for (const row of rows) {
      const site = findings[Number(row['RLB_ID']) - 1]
      expect([row['RLB_ID'], baselineDifferences(row, site.summary ?? {})]).toEqual([row['RLB_ID'], []])
    }
  })

  it('are sent as the published bodies by the quotes contract', async () => {
    const published: readonly { readonly rlb_id: number; readonly payload: { readonly edps: unknown[] } }[] =
      JSON.parse(readFileSync(referenceFile('golden', 'nutrient', 'bnw245_batch_payloads.even.json'), 'utf8'))
    expect(published).toHaveLength(108)
    const backend = await QuotesBackend.start()
    try {
      for (const { rlb_id: siteNumber, payload } of published) {
        const body = await backend.bodyFor(siteNumber, findings[siteNumber - 1])
        expect([siteNumber, body]).toEqual([siteNumber, payload.edps.length > 0 ? payload : undefined])
      }
    } finally {
      await backend.stop()
    }
  })
})

/** What depends on the private coefficients; and the name, of which the file keeps no blanks at line ends. */
const NOT_COMPARED = new Set([
  'Name',
  'AreaInNNCatchment',
  'N_LU_Uplift',
  'P_LU_Uplift',
  'N_LU_postSuDS',
  'P_LU_postSuDS',
  'N_Total',
  'P_Total'
])

/** The baseline prints the catchment names sorted, as our column `nn_catchment` does. */
function baselineDifferences(
  row: Record<string, string>,
  summary: Readonly<Record<string, unknown>>
): string[] {
  return Object.entries(row)
    .filter(([column]) => !NOT_COMPARED.has(column))
    .map(([column, published]): [string, string, unknown] => [
      column,
      published.trim(),
      summary[column === 'NN_Catchment' ? 'nn_catchment' : column] ?? ''
    ])
    .filter(([, published, ours]) =>
      typeof ours === 'number'
        ? Math.abs(Number(published) - ours) > NOISE
        : published !== String(ours).trim()
    )
    .map(([column, published, ours]) => `${column}: published ${published}, ours ${String(ours)}`)
}

interface Overlap {
  readonly key: string
  readonly areaM2: number
}

function overlaps(siteNumber: number, { overlaps: found }: NutrientEvidence): Overlap[] {
  const candidates = {
    wwtw_catchments: found.wwtw,
    lpa_boundaries: found.lpa,
    subcatchments: found.subcatchments
  }
  return [
    ...Object.entries(candidates).flatMap(([layer, list]) =>
      list.map(({ attribute, overlapM2 }) => ({
        key: `${siteNumber} ${layer} ${attribute}`,
        areaM2: overlapM2
      }))
    ),
    ...found.catchments.map(({ oid, overlapM2 }) => ({
      key: `${siteNumber} nn_catchments ${oid}`,
      areaM2: overlapM2
    }))
  ]
}

/** The figures that are rounded for print only, by their published names. */
function unrounded({ landUse, wastewater, total }: NutrientEvidence): Record<string, number | null> {
  const areas = landUse.fragments.map(({ areaHa }) => areaHa)
  const buffered = (kg: number) => kg + Math.abs(kg) * 0.2
  return {
    area_in_nn_catchment_ha: areas.length === 0 ? null : compensatedSum(areas),
    ...named('wwtw_temp', wastewater.temporary),
    ...named('wwtw_perm', wastewater.permanent),
    n_total: buffered(total.base.nitrogenKgPerYear),
    p_total: buffered(total.base.phosphorusKgPerYear)
  }
}

const named = (name: string, load: Load) => ({
  [`n_${name}`]: load.nitrogenKgPerYear,
  [`p_${name}`]: load.phosphorusKgPerYear
})

function isWithin(published: unknown, ours: number | null): boolean {
  if (typeof published !== 'number' || ours === null) return published === ours
  return Math.abs(published - ours) <= Math.abs(published) * SHARE
}
