import { toEwkb, type LinearRing } from '@nrf/geometry'
import { databaseOptionsFor } from '../../../test/builders/database-options'
import { aPolygon, aSquare, aStar, ReferenceFiles } from '../../../test/builders/reference-files'
import {
  describeWithRealSessions,
  openTestDatabase,
  type TestDatabase
} from '../../../test/environment/test-database'
import type { LayerDeclaration } from '../layer-declaration'
import { DatabaseUnavailable } from '../../database/database.failures'
import { ReferenceDataMissing } from '../reference-data.failures'
import { Activations } from '../activations'
import { ReferenceDataLoader } from '../reference-data-loader'
import { ReferenceDataVersions } from '../reference-data-versions'
import { defineQuestion, type DataVersions } from '../spatial-reference-data'
import { PostgisSpatialReferenceData } from './postgis-spatial-reference-data'
import { Database } from '../../database/database'
import { StatementRunner } from '../../database/statement-runner'

const signal = new AbortController().signal

const layer = (name: string, geometry: LayerDeclaration['geometry'] = 'polygon'): LayerDeclaration => ({
  name,
  geometry,
  storage: 'generic',
  columns: []
})

const CELLS: LayerDeclaration = {
  name: 'cells',
  geometry: 'polygon',
  storage: 'coefficients',
  columns: [{ name: 'crome_id', type: 'text', required: true }]
}

/** Area of every zone inside a square, by pieces and by whole features. */
const zoneAreas = defineQuestion<{ seq: number; pieces: number; whole: number }>({
  name: 'zone_areas',
  layers: ['zones'],
  valueCount: 1,
  sql: (versionOf) => `
    SELECT f.seq, (
      SELECT coalesce(sum(ST_Area(ST_Intersection(p.geom, $1::geometry))), 0) FROM reference.piece p
      WHERE p.layer = 'zones' AND p.version = f.version AND p.feature_seq = f.seq
        AND ST_Intersects(p.geom, $1::geometry)
    ) AS pieces, ST_Area(ST_Intersection(f.geom, $1::geometry)) AS whole
    FROM reference.feature f
    WHERE f.layer = 'zones' AND f.version = ${versionOf('zones')} ORDER BY f.seq`
})

describe('PostgisSpatialReferenceData', () => {
  let testDatabase: TestDatabase
  let database: Database
  let files: ReferenceFiles
  let versions: ReferenceDataVersions
  let referenceData: PostgisSpatialReferenceData

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    const activations = new Activations()
    versions = new ReferenceDataVersions(database, activations)
    referenceData = new PostgisSpatialReferenceData(StatementRunner.leavingOneFree(database), activations)
    files = await ReferenceFiles.create()
    await loadZones([aStar(600_000, 300_000, 1_500), aStar(600_900, 300_300, 700)])
    await loadActive(await files.csv(['code,rate', 'b ,2', 'a,1']), layer('rates', 'none'))
    const cell = { properties: { crome_id: 'a' }, geometry: aPolygon(aSquare(600_000, 300_000, 10)) }
    await loadActive(await files.geoJson([cell]), CELLS)
  })

  afterAll(async () => {
    await database.onApplicationShutdown()
    await testDatabase.close()
    await files.remove()
  })

  async function loadActive(file: string, declaration: LayerDeclaration): Promise<void> {
    const { version } = await new ReferenceDataLoader(database).load(file, declaration, {
      acceptsFewerRows: true
    })
    await versions.activate(declaration.name, version)
  }

  async function loadZones(rings: readonly LinearRing[]): Promise<void> {
    const features = rings.map((ring) => ({ properties: {}, geometry: aPolygon(ring) }))
    await loadActive(await files.geoJson(features), layer('zones'))
  }

  async function execute(text: string): Promise<void> {
    await database.exclusively((client) => client.query(text))
  }

  const site = toEwkb(aPolygon(aSquare(599_500, 299_500, 1_200)), 27700)

  it('pins the active version of every layer with its load time, and names the engine', async () => {
    const pinned = await referenceData.pin(['zones', 'rates', 'cells'], signal)

    expect(Object.keys(pinned.layers)).toEqual(['zones', 'rates', 'cells'])
    expect(pinned.layers.zones).toEqual({ version: 1, loadedAt: expect.stringMatching(/^\d{4}-.*T.*Z$/) })
    expect(Object.values(pinned.engine)).toEqual(Array(3).fill(expect.stringMatching(/^\d+\.\d+(\.\d+)?$/)))
  })

  it('names every layer that is missing, not active or empty', async () => {
    const file = await files.geoJson([{ properties: {}, geometry: aPolygon(aSquare(600_000, 300_000, 10)) }])
    await new ReferenceDataLoader(database).load(file, layer('inactive'))
    await loadActive(file, layer('emptied'))
    await execute(`DELETE FROM reference.feature WHERE layer = 'emptied'`)

    const pin = referenceData.pin(['zones', 'inactive', 'emptied', 'unknown'], signal)

    await expect(pin).rejects.toBeInstanceOf(ReferenceDataMissing)
    await expect(pin).rejects.toMatchObject({
      layers: ['inactive', 'emptied', 'unknown'],
      code: 'reference_data_missing',
      retryable: true
    })
  })

  it('gives the same areas by pieces as by whole features', async () => {
    const pinned = await referenceData.pin(['zones'], signal)

    const rows = await referenceData.ask(zoneAreas, [site], { versions: pinned, signal })

    expect(rows).toHaveLength(2)
    for (const { pieces, whole } of rows) {
      expect(whole).toBeGreaterThan(1_000)
      expect(Math.abs(pieces / whole - 1)).toBeLessThan(1e-9)
    }
  })

  it('reads the version that was pinned, whatever is activated meanwhile', async () => {
    const before = await referenceData.pin(['zones'], signal)
    const areas = await referenceData.ask(zoneAreas, [site], { versions: before, signal })
    await loadZones([aSquare(600_000, 300_000, 50)])

    const after = await referenceData.pin(['zones'], signal)

    expect(after.layers.zones.version).toBe(before.layers.zones.version + 1)
    expect(await referenceData.ask(zoneAreas, [site], { versions: before, signal })).toEqual(areas)
    expect(await referenceData.ask(zoneAreas, [site], { versions: after, signal })).toEqual([
      { seq: 1, pieces: 2_500, whole: 2_500 }
    ])
  })

  it('gives a lookup in load order and reads it once per version', async () => {
    const pinned = await referenceData.pin(['rates'], signal)
    const expected = [
      { code: 'b ', rate: '2' },
      { code: 'a', rate: '1' }
    ]

    const first = await referenceData.lookup('rates', { versions: pinned, signal })
    await execute(`UPDATE reference.feature SET attributes = '{}' WHERE layer = 'rates'`)

    expect(first).toEqual(expected)
    expect(await referenceData.lookup('rates', { versions: pinned, signal })).toBe(first)
  })

  it('forgets the oldest lookups when there are many', async () => {
    const withVersion = (version: number): DataVersions => ({
      layers: { none: { version, loadedAt: '' } },
      engine: { postgis: '', geos: '', proj: '' }
    })
    const lookup = (version: number) =>
      referenceData.lookup('none', { versions: withVersion(version), signal })

    const first = await lookup(1)
    for (let version = 2; version <= 40; version += 1) await lookup(version)

    expect(await lookup(1)).not.toBe(first)
  })

  it('refuses a question with too few values or a layer that is not pinned', async () => {
    const pinned = await referenceData.pin(['rates'], signal)

    await expect(referenceData.ask(zoneAreas, [], { versions: pinned, signal })).rejects.toThrow(
      'Question "zone_areas" takes 1 values, not 0'
    )
    await expect(referenceData.ask(zoneAreas, [site], { versions: pinned, signal })).rejects.toThrow(
      'Layer "zones" is not pinned'
    )
  })

  it('reports a question that PostgreSQL does not understand as a fault of the release', async () => {
    const wrong = defineQuestion({
      name: 'wrong',
      layers: [],
      valueCount: 0,
      sql: () => 'SELECT no_such_column'
    })
    const pinned = await referenceData.pin(['rates'], signal)

    const ask = referenceData.ask(wrong, [], { versions: pinned, signal })

    await expect(ask).rejects.toThrow('Question "wrong" failed: column "no_such_column" does not exist')
    await expect(ask).rejects.not.toBeInstanceOf(DatabaseUnavailable)
  })

  describeWithRealSessions('on a database of its own', () => {
    it('calls every layer missing where the schema was never applied', async () => {
      await execute('ALTER SCHEMA reference RENAME TO gone')
      try {
        const bare = new PostgisSpatialReferenceData(
          StatementRunner.leavingOneFree(database),
          new Activations()
        )

        await expect(bare.pin(['zones'], signal)).rejects.toMatchObject({ layers: ['zones'] })
      } finally {
        await execute('ALTER SCHEMA gone RENAME TO reference')
      }
    })
  })
})
