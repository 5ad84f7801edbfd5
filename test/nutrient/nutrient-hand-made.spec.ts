import type { Polygon } from '@nrf/geometry'
import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import { databaseOptionsFor } from '../builders/database-options'
import { aDevelopment } from '../builders/development.builder'
import { NutrientBench } from '../builders/nutrient-bench'
import { ReferenceFiles, type FeatureSpec } from '../builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { evidenceOf } from './nutrient-evidence'

const [X, Y] = [600_000, 300_000]
const SETUP_MS = 120_000

/** A strip of the district, 100 m high, from one distance to another. */
function strip(fromM: number, toM: number): Polygon {
  const [west, east] = [X + fromM, X + toM]
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, Y],
        [east, Y],
        [east, Y + 100],
        [west, Y + 100],
        [west, Y]
      ]
    ]
  }
}

const feature = (fromM: number, toM: number, properties: Record<string, unknown>): FeatureSpec => ({
  properties,
  geometry: strip(fromM, toM)
})

const cell = (fromM: number, toM: number, id: string, [n, p]: readonly [number | null, number | null]) =>
  feature(fromM, toM, {
    crome_id: id,
    land_use_cat: 'Cereals',
    nn_catchment: 'River Wensum SAC',
    subcatchment: 'Wensum',
    lu_curr_n_coeff: n,
    lu_curr_p_coeff: p,
    n_resi_coeff: 10,
    p_resi_coeff: 1
  })

const LAYERS: Record<string, readonly FeatureSpec[]> = {
  nn_catchments: [
    feature(0, 200, { N2K_Site_N: 'River Wensum SAC', OID: 31 }),
    feature(1000, 1100, { N2K_Site_N: 'The Broads SAC', OID: 29 }),
    feature(1000, 1100, { N2K_Site_N: 'The Broads SAC', OID: 33 })
  ],
  coefficient_layer: [
    cell(0, 100, 'A', [5, 0.5]),
    cell(100, 200, 'B', [3, 0.3]),
    cell(200, 300, 'OUTSIDE', [3, 0.3]),
    cell(1000, 1100, 'C', [5, null])
  ],
  wwtw_catchments: [feature(200, 300, { WwTw_ID: 938 }), feature(1000, 1100, { WwTw_ID: 4242 })],
  subcatchments: [feature(100, 200, { OPCAT_NAME: 'Yare' }), feature(0, 100, { OPCAT_NAME: 'Bure' })],
  lpa_boundaries: [feature(5000, 5100, { NAME: 'Far away' })]
}
const RATES = [
  'nn_catchment,occupancy_rate,water_usage_L_per_person_day',
  'River Wensum SAC,2.4,120',
  'The Broads SAC,2.4,120'
]
const PERMITS = [
  'wwtw_code,wwtw_name,wwtw_subcatchment,nitrogen_conc_2025_2030_mg_L,nitrogen_conc_2030_onwards_mg_L,' +
    'phosphorus_conc_2025_2030_mg_L,phosphorus_conc_2030_onwards_mg_L',
  '938,Whitlingham,Yare,27,10,1,0.25',
  '141,Package Treatment Plant default,,25,25,4.5,4.5'
]

describe('land that the published sites do not have', () => {
  let database: TestDatabase
  let bench: NutrientBench
  let files: ReferenceFiles

  beforeAll(async () => {
    database = await openTestDatabase()
    bench = await NutrientBench.open(databaseOptionsFor(database))
    files = await ReferenceFiles.create()
    const paths = new Map<string, string>()
    for (const [layer, features] of Object.entries(LAYERS))
      paths.set(layer, await files.geoJson(features, 27700))
    paths.set('rates_lookup', await files.csv(RATES))
    paths.set('wwtw_lookup', await files.csv(PERMITS))
    await bench.load(({ name }) => paths.get(name) ?? '')
  }, SETUP_MS)

  afterAll(async () => {
    await bench?.close()
    await files?.remove()
    await database?.close()
  })

  async function assess(fromM: number, toM: number): Promise<AssessmentFindings> {
    const boundary = await bench.boundary(strip(fromM, toM))
    return bench.assess(aDevelopment({ boundary, dwellings: 10 }), 'corrected')
  }

  it('two hectares on two cells: (8.6 − 5) × 1 + (8.6 − 3) × 1 and (0.84 − 0.5) × 1 + (0.84 − 0.3) × 1', async () => {
    const findings = await assess(0, 200)
    const { fragments } = evidenceOf(findings).landUse
    expect([...fragments].sort((a, b) => (a.cromeId < b.cromeId ? -1 : 1))).toMatchObject([
      { cromeId: 'A', areaHa: 1, uplift: { nitrogenKgPerYear: 3.6, phosphorusKgPerYear: 0.34 } },
      { cromeId: 'B', areaHa: 1, uplift: { nitrogenKgPerYear: 5.6, phosphorusKgPerYear: 0.54 } }
    ])
    expect(findings.summary).toMatchObject({
      Dev_Area_Ha: 2,
      AreaInNNCatchment: 2,
      N_LU_postSuDS: 9.2,
      P_LU_postSuDS: 0.88
    })
  })

  it('works that only touch the site are its works when there are no others', async () => {
    const { summary, evidence } = await assess(0, 200)
    expect(summary).toMatchObject({ Majority_WwTw_ID: 938, WwTW_name: 'Whitlingham' })
    expect(evidenceOf({ evidence }).overlaps.wwtw).toEqual([{ attribute: '938', overlapM2: 0 }])
  })

  it('a cell that only touches the site is no fragment', async () => {
    const { evidence } = await assess(0, 100)
    expect(evidenceOf({ evidence }).landUse.fragments.map(({ cromeId }) => cromeId)).toEqual(['A'])
  })

  it('of two subcatchments with equal shares, the first by name counts', async () => {
    const { summary, evidence } = await assess(0, 200)
    expect(evidenceOf({ evidence }).overlaps.subcatchments).toEqual([
      { attribute: 'Yare', overlapM2: 10_000 },
      { attribute: 'Bure', overlapM2: 10_000 }
    ])
    expect(summary).toMatchObject({ Dev_SubCatchment: 'Bure', Majority_LPA: 'UNKNOWN' })
  })

  it.each([
    ['9,956 m² round to 1 ha: greenspace, (8.6 − 5) × 0.9956', 99.56, 1, 3.58],
    ['9,949 m² round to 0.99 ha: none, (10 − 5) × 0.9949', 99.49, 0.99, 4.97]
  ])('a site near the greenspace threshold: %s', async (_, toM, areaHa, uplift) => {
    expect((await assess(0, toM)).summary).toMatchObject({ Dev_Area_Ha: areaHa, N_LU_Uplift: uplift })
  })

  it('catchment features that lie on each other count the land twice', async () => {
    const { summary, impacts } = await assess(1000, 1100)
    expect(summary).toMatchObject({ Dev_Area_Ha: 1, AreaInNNCatchment: 2, N_LU_Uplift: 7.2 })
    expect(impacts.map(({ id }) => id)).toEqual(['29', '33'])
  })

  it('works without a row in the lookup have no waste water, and a missing coefficient no uplift', async () => {
    const { summary, findings } = await assess(1000, 1100)
    expect(summary).toMatchObject({
      Majority_WwTw_ID: 4242,
      WwTW_name: null,
      N_WwTW_Perm: null,
      P_LU_Uplift: 0
    })
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['works_without_permit_row', 'coefficient_missing'])
    )
  })
})
