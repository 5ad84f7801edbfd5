import { Test, type TestingModule } from '@nestjs/testing'
import { ASSESSMENT_OPTIONS, DATABASE_OPTIONS } from '../../src/config/config.tokens'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataModule } from '../../src/reference-data/reference-data.module'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { SpatialReferenceData } from '../../src/reference-data/spatial-reference-data'
import { databaseOptionsFor } from '../builders/database-options'
import { globalValues } from '../builders/global-values'
import { aPolygon, aSquare, ReferenceFiles } from '../builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { FakeReferenceData } from '../fakes/fake-reference-data'
import { ABSENT, COUNT_ZONES, everyReferenceData, RATES } from './spatial-reference-data.contract'

const ZONES: LayerDeclaration = {
  name: 'contract_zones',
  geometry: 'polygon',
  storage: 'generic',
  columns: []
}
const RATES_LAYER: LayerDeclaration = {
  name: 'contract_rates',
  geometry: 'none',
  storage: 'generic',
  columns: [
    { name: 'code', type: 'text', required: true },
    { name: 'rate', type: 'number', required: true }
  ]
}

const fake = new FakeReferenceData()
  .withLookup('contract_rates', RATES)
  .withAnswer(COUNT_ZONES, [{ count: 42 }])
  .without(ABSENT[0])
  .without(ABSENT[1])

everyReferenceData('in memory', () => fake)

describe('on a database', () => {
  let database: TestDatabase
  let app: TestingModule

  beforeAll(async () => {
    database = await openTestDatabase()
    const options = globalValues(
      [DATABASE_OPTIONS, databaseOptionsFor(database)],
      [ASSESSMENT_OPTIONS, { profile: 'corrected', boundaryMaxVertices: 100_000 }]
    )
    app = await Test.createTestingModule({ imports: [options, ReferenceDataModule] }).compile()
    const files = await ReferenceFiles.create()
    const zone = (x: number) => ({ properties: {}, geometry: aPolygon(aSquare(x, 300_000, 100)) })
    await load(await files.geoJson([zone(600_000), zone(610_000)]), ZONES)
    await load(
      await files.csv(['code,rate', ...RATES.map(({ code, rate }) => `${code},${rate}`)]),
      RATES_LAYER
    )
    await files.remove()
  })

  afterAll(async () => {
    await app.close()
    await database.close()
  })

  async function load(file: string, layer: LayerDeclaration): Promise<void> {
    const { version } = await app.get(ReferenceDataLoader).load(file, layer)
    await app.get(ReferenceDataVersions).activate(layer.name, version)
  }

  everyReferenceData('in PostGIS', () => app.get(SpatialReferenceData))
})
