import { databaseOptionsFor } from '../../test/builders/database-options'
import { aPolygon, aSquare, ReferenceFiles } from '../../test/builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import type { LayerColumn, LayerDeclaration } from './layer-declaration'
import { Database } from '../database/database'
import { ReferenceDataLoader } from './reference-data-loader'
import { ReferenceDataVersions } from './reference-data-versions'
import { LoadRefused } from './reference-data.failures'

const lookup = (name: string, ...columns: LayerColumn[]): LayerDeclaration => ({
  name,
  geometry: 'none',
  storage: 'generic',
  columns
})
const WORKS = lookup('works', { name: 'works_id', type: 'text' })
const PERMITS = lookup(
  'permits',
  {
    name: 'code',
    type: 'text',
    unique: true,
    references: { layer: 'works', column: 'works_id', isNumber: true }
  },
  { name: 'place', type: 'text', present: true }
)
const CELLS: LayerDeclaration = {
  name: 'cells',
  geometry: 'polygon',
  storage: 'coefficients',
  columns: [
    { name: 'crome_id', type: 'text', required: true, unique: true },
    { name: 'land_use_cat', type: 'text', present: true },
    { name: 'nn_catchment', type: 'text', references: { layer: 'works', column: 'works_id' } },
    { name: 'subcatchment', type: 'text' },
    { name: 'lu_curr_n_coeff', type: 'number' },
    { name: 'lu_curr_p_coeff', type: 'number' },
    { name: 'n_resi_coeff', type: 'number' },
    { name: 'p_resi_coeff', type: 'number' }
  ]
}

describe('quality rules at load', () => {
  let testDatabase: TestDatabase
  let database: Database
  let files: ReferenceFiles
  let loader: ReferenceDataLoader

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    loader = new ReferenceDataLoader(database)
    files = await ReferenceFiles.create()
  })

  afterAll(async () => {
    await database.onApplicationShutdown()
    await testDatabase.close()
    await files.remove()
  })

  const permits = (...rows: string[]) => files.csv(['code,place', ...rows])

  async function refused(load: Promise<unknown>): Promise<readonly string[]> {
    const error = await load.catch((reason: unknown) => reason)
    if (error instanceof LoadRefused) return error.faults
    throw new Error('The load was not refused', { cause: error })
  }

  it('say what could not be compared, also when strict, and load', async () => {
    const file = await permits('938,Yare', '929,Wensum')
    const unchecked = 'code was not compared with works_id of works, which has no active version'
    expect((await loader.load(file, PERMITS)).warnings).toEqual([unchecked])
    expect((await loader.load(file, PERMITS, { isStrict: true })).warnings).toEqual([unchecked])
  })

  describe('with the layer that they refer to', () => {
    beforeAll(async () => {
      const { version } = await loader.load(await files.csv(['works_id', '938', '929.0', 'old']), WORKS)
      await new ReferenceDataVersions(database).activate('works', version)
    })

    it('find nothing in a file that keeps them', async () => {
      const file = await permits('938.0,Yare', '"\t929",Wensum')
      expect(await loader.load(file, PERMITS, { isStrict: true })).toMatchObject({
        warnings: [],
        rowCount: 2
      })
    })

    const BROKEN = ['938,Yare', ',Bure', '938 ,', '7,Bure', '6 or 7,Bure', '7,Bure', ',Bure']
    const FAULTS = [
      'code is missing in 2 rows (rows 2, 7)',
      'code should be unique, but is not for 2 values: "938" in rows 1, 3; "7" in rows 4, 6',
      'code has 2 values that works_id of works does not have: "6 or 7", "7"',
      'place is missing in 1 row (row 3)'
    ]

    it('warn about every fault', async () => {
      const { warnings, rowCount } = await loader.load(await permits(...BROKEN), PERMITS)
      expect([warnings, rowCount]).toEqual([FAULTS, 7])
    })

    it('refuse the file when strict, with every fault', async () => {
      expect(await refused(loader.load(await permits(...BROKEN), PERMITS, { isStrict: true }))).toEqual(
        FAULTS
      )
    })

    it('hold for cells too', async () => {
      const cell = (crome_id: string, properties: Record<string, unknown>) => ({
        properties: { crome_id, land_use_cat: 'Cereals', nn_catchment: '938', ...properties },
        geometry: aPolygon(aSquare(600_000, 300_000, 10))
      })
      const file = await files.geoJson([
        cell('A', {}),
        cell('A', { land_use_cat: null }),
        cell('B', { nn_catchment: null }),
        cell('C', { nn_catchment: 'Elsewhere' })
      ])
      expect(await refused(loader.load(file, CELLS, { isStrict: true }))).toEqual([
        'crome_id should be unique, but is not for 1 value: "A" in rows 1, 2',
        'land_use_cat is missing in 1 row (row 2)',
        'nn_catchment has 1 value that works_id of works does not have: "Elsewhere"'
      ])
    })
  })
})
