import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import type { AreaGeometry, LinearRing } from '@nrf/geometry'
import type { AssessmentOutcome } from '../../src/assessments/assessment-outcome'
import type { Development } from '../../src/assessments/development'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { AssessCommand } from '../builders/assess-command'
import { databaseOptionsFor } from '../builders/database-options'
import { NutrientBench } from '../builders/nutrient-bench'
import { storedZip } from '../builders/stored-zip'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { publishedLayer, publishedSites, publishedTable } from './published-sites'
import { describeWithReference, referenceFile } from './reference-folder'

const SETUP_MS = 300_000
const TOLERANCE = 0.01 + 1e-9
const HABITAT_M2 = 0.03
const SITES = 'BnW_cleaned_110925'

type Row = Readonly<Record<string, string>>

/** Column of the CSV by the field of the published summary; the joined catchment names are compared by themselves. */
const FIELDS: Readonly<Record<string, string>> = {
  RLB_ID: 'rlb_id',
  id: 'id',
  Dwel_Cat: 'dwelling_category',
  Source: 'source',
  Dwellings: 'dwellings',
  Dev_Area_Ha: 'dev_area_ha',
  AreaInNNCatchment: 'area_in_nn_catchment_ha',
  Dev_SubCatchment: 'majority_opcat_name',
  Majority_LPA: 'majority_name',
  Majority_WwTw_ID: 'majority_wwtw_id',
  WwTW_name: 'wwtw_name',
  WwTw_SubCatchment: 'wwtw_subcatchment',
  N_LU_Uplift: 'n_lu_uplift',
  P_LU_Uplift: 'p_lu_uplift',
  N_LU_postSuDS: 'n_lu_post_suds',
  P_LU_postSuDS: 'p_lu_post_suds',
  Occ_Rate: 'occupancy_rate',
  Water_Usage_L_Day: 'water_usage_L_per_person_day',
  Litres_used: 'daily_water_usage_L',
  Nitrogen_2025_2030: 'nitrogen_conc_2025_2030_mg_L',
  Nitrogen_2030_onwards: 'nitrogen_conc_2030_onwards_mg_L',
  Phosphorus_2025_2030: 'phosphorus_conc_2025_2030_mg_L',
  Phosphorus_2030_onwards: 'phosphorus_conc_2030_onwards_mg_L',
  N_WwTW_Temp: 'n_wwtw_temp',
  P_WwTW_Temp: 'p_wwtw_temp',
  N_WwTW_Perm: 'n_wwtw_perm',
  P_WwTW_Perm: 'p_wwtw_perm',
  N_Total: 'n_total',
  P_Total: 'p_total'
}

describeWithReference('nrf assess on the published files', () => {
  let database: TestDatabase
  let command: AssessCommand
  let folder: string
  const sites = referenceFile('inputs', 'nutrients', SITES, `${SITES}.shp`)
  const at = (name: string) => join(folder, name)
  const read = (name: string) => readFileSync(at(name), 'utf8')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-assess-'))
    database = await openTestDatabase()
    command = new AssessCommand(database)
    await command.load(fileOf)
  }, SETUP_MS)

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await database?.close()
  })

  it('writes the published rows of the 245 sites under the production profile', async () => {
    const { err, exitCode } = await command.run(sites, '--profile', 'production', '--out', at('sites.csv'))
    expect(err).toBe(`${SITES}.shp: 245 features assessed, 217 in scope, 28 out of scope, 0 refused\n`)
    expect(exitCode).toBe(0)
    const rows = await rowsOf(read('sites.csv'))
    const columns = readFileSync(referenceFile('expected', 'nutrients', 'RLB_ID.txt'), 'utf8')
    expect(Object.keys(rows[0])).toEqual(columns.trim().split(/\s+/))
    expect(rows).toHaveLength(217)
    const published = await publishedTable('golden', 'nutrient', 'bnw245_batch_summary.even.csv')
    expect(published).toHaveLength(108)
    const even = rows.filter((row) => Number(row['RLB_ID']) % 2 === 0)
    expect(even.map((row) => row['RLB_ID'])).toEqual(published.map((row) => row['rlb_id']))
    expect(even.flatMap((row, index) => differences(row, published[index]))).toEqual([])
    expect(even.map((row) => row['Name'])).toEqual(published.map((row) => row['name']))
  })

  it('writes the same bytes for a zip archive of the shapefile', async () => {
    const parts = ['shp', 'shx', 'dbf', 'prj', 'cpg'].map((part) => [
      `a folder/${SITES}.${part}`,
      readFileSync(referenceFile('inputs', 'nutrients', SITES, `${SITES}.${part}`))
    ])
    writeFileSync(at('sites.zip'), storedZip(Object.fromEntries(parts)))
    const zipped = await command.run(at('sites.zip'))
    expect(zipped.exitCode).toBe(0)
    expect(zipped.out).toBe((await command.run(sites)).out)
  })

  it(
    'gives the answers that the service gives for each site by itself',
    async () => {
      const { exitCode } = await command.run(sites, '--out', at('sites.json'))
      expect(exitCode).toBe(0)
      const outcomes: (AssessmentOutcome & { readonly siteNumber: number; readonly reference: string })[] =
        JSON.parse(read('sites.json'))
      const bench = await NutrientBench.open(databaseOptionsFor(database))
      try {
        const developments = await publishedSites(`${SITES}.geojson.gz`, bench)
        expect(outcomes).toHaveLength(developments.length)
        for (const [index, development] of developments.entries()) {
          const { siteNumber, reference, provenance, ...ours } = outcomes[index]
          const { provenance: served, ...theirs } = asRead(await bench.run(named(development)))
          expect([siteNumber, reference]).toEqual([index + 1, development.reference])
          expect(ours).toEqual(theirs)
          expect({ ...provenance, serviceVersion: served.serviceVersion }).toEqual(served)
        }
      } finally {
        await bench.close()
      }
    },
    SETUP_MS
  )

  it(
    'draws the fragments that the evidence speaks of, with their areas',
    async () => {
      const { exitCode } = await command.run(sites, '--out', at('sites.geojson'))
      expect(exitCode).toBe(0)
      const { features }: { features: readonly Fragment[] } = JSON.parse(read('sites.geojson'))
      const published = await publishedTable('golden', 'nutrient', 'bnw245_batch_pieces.even.csv')
      const even = features.filter(({ properties }) => properties.rlb_id % 2 === 0)
      const keyOf = ({ rlb_id, crome_id, catchment_oid }: Fragment['properties']) =>
        `${rlb_id} ${crome_id} ${catchment_oid}`
      expect(even.map(({ properties }) => keyOf(properties)).sort()).toEqual(
        published.map((row) => `${row['rlb_id']} ${row['crome_id']} ${row['oid']}`).sort()
      )
      const wrong = features.filter(
        ({ geometry, properties }) =>
          Math.abs((geometry === null ? 0 : areaOf(geometry)) / 10_000 - properties.area_ha) > 1e-9
      )
      expect(wrong).toEqual([])
    },
    SETUP_MS
  )

  it.each([
    ['SiteBoundary_00001', undefined, 'no_survey'],
    ['SiteBoundary_00002', undefined, 'no_survey'],
    ['SiteBoundary_00002', 'SitePonds_00001', 'survey']
  ])('writes the published newt tables of %s with the ponds %s', async (site, ponds, kind) => {
    const tables = at(`${site}_${kind}`)
    mkdirSync(tables)
    const survey =
      ponds === undefined ? [] : ['--ponds', referenceFile('inputs', 'gcn', 'SitePonds', `${ponds}.shp`)]
    const file = referenceFile('inputs', 'gcn', 'SiteBoundaries', `${site}.shp`)
    const { exitCode } = await command.run(file, '--type', 'great-crested-newt', ...survey, '--out', tables)
    expect(exitCode).toBe(0)
    const golden = (table: string) => publishedTable('golden', 'gcn', `${site}_${kind}_${table}.csv`)
    const text = (row: Row) => Object.values(row).join(' ')
    const frequencies = await rowsOf(read(`${site}_${kind}/pond_frequency.csv`))
    expect(frequencies.map(text).sort()).toEqual((await golden('pond_frequency')).map(text).sort())
    const habitat = await rowsOf(read(`${site}_${kind}/habitat_impact.csv`))
    const published = [...(await golden('habitat_impact'))].sort(byHabitat)
    expect(habitat.map(({ Area, RZ }) => [Area, RZ])).toEqual(published.map(({ Area, RZ }) => [Area, RZ]))
    const furthest = habitat.map((row, i) =>
      Math.abs(Number(row['Shape_Area']) - Number(published[i]['Shape_Area']))
    )
    expect(Math.max(...furthest)).toBeLessThan(HABITAT_M2)
  })
})

/** A site without a name, of which the file has one, has an empty one. */
function named(development: Development): Development {
  return { ...development, name: [development.name].join('') }
}

/** As JSON has it: without negative zeros. */
function asRead(outcome: AssessmentOutcome): AssessmentOutcome {
  return JSON.parse(JSON.stringify(outcome))
}

interface Fragment {
  readonly geometry: AreaGeometry | null
  readonly properties: {
    readonly rlb_id: number
    readonly crome_id: string
    readonly catchment_oid: string
    readonly area_ha: number
  }
}

function fileOf(layer: LayerDeclaration): string {
  if (layer.name === 'gcn_ponds') return referenceFile('fixtures', 'gcn_ponds_recovered.gpkg')
  return publishedLayer(layer)
}

function differences(ours: Row, published: Row): string[] {
  const pairs = Object.entries(FIELDS).map(([column, field]) => [column, ours[column], published[field]])
  const entries: readonly (readonly [string, string])[] = JSON.parse(
    published['nn_catchment_entries'] || '[]'
  )
  pairs.push(['NN_Catchment', ours['NN_Catchment'], entries.map(([, name]) => name).join('; ')])
  return pairs
    .filter(([, our, their]) => !isSame(our, their))
    .map(([column, our, their]) => `site ${ours['RLB_ID']}, ${column}: ours ${our}, published ${their}`)
}

function isSame(ours: string, published: string): boolean {
  if (ours === published) return true
  if (ours === '' || published === '') return false
  return Math.abs(Number(ours) - Number(published)) <= TOLERANCE
}

function byHabitat(a: Row, b: Row): number {
  const key = ({ Area, RZ }: Row) => `${Area} ${RZ}`
  if (key(a) !== key(b)) return key(a) < key(b) ? -1 : 1
  return Number(a['Shape_Area']) - Number(b['Shape_Area'])
}

function areaOf({ type, coordinates }: AreaGeometry): number {
  const polygons = type === 'Polygon' ? [coordinates] : coordinates
  return polygons
    .flatMap((rings) => rings.map((ring, i) => (i === 0 ? 1 : -1) * ringArea(ring)))
    .reduce((a, b) => a + b, 0)
}

function ringArea(ring: LinearRing): number {
  const [x0, y0] = ring[0]
  const doubled = ring.slice(1).reduce((sum, [x, y], i) => {
    const [px, py] = ring[i]
    return sum + (px - x0) * (y - y0) - (x - x0) * (py - y0)
  }, 0)
  return Math.abs(doubled / 2)
}

function rowsOf(text: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    parse(text, { columns: true }, (error, rows: Row[]) => (error ? reject(error) : resolve(rows)))
  })
}
