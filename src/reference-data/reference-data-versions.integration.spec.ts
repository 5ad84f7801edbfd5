import { databaseOptionsFor } from '../../test/builders/database-options'
import { aPolygon, aSquare, ReferenceFiles } from '../../test/builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import type { LayerDeclaration } from './layer-declaration'
import { Database } from '../database/database'
import { UnknownDataVersion } from './reference-data.failures'
import { ReferenceDataLoader } from './reference-data-loader'
import { ReferenceDataVersions } from './reference-data-versions'

const layer = (name: string): LayerDeclaration => ({
  name,
  geometry: 'polygon',
  storage: 'generic',
  columns: []
})

describe('ReferenceDataVersions', () => {
  let testDatabase: TestDatabase
  let database: Database
  let files: ReferenceFiles
  let versions: ReferenceDataVersions

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    versions = new ReferenceDataVersions(database)
    files = await ReferenceFiles.create()
  })

  afterAll(async () => {
    await database.onApplicationShutdown()
    await testDatabase.close()
    await files.remove()
  })

  async function loadTimes(name: string, times: number): Promise<void> {
    const loader = new ReferenceDataLoader(database)
    const file = await files.geoJson([{ properties: {}, geometry: aPolygon(aSquare(600_000, 300_000, 10)) }])
    for (let round = 0; round < times; round += 1) await loader.load(file, layer(name))
  }

  const activeOf = async (name: string): Promise<number | undefined> =>
    (await versions.status()).find((status) => status.layer === name && status.isActive)?.version

  it('lists what is loaded, by layer and version', async () => {
    await loadTimes('listed', 2)
    await versions.activate('listed', 2)

    const listed = (await versions.status()).filter((status) => status.layer === 'listed')

    expect(listed).toEqual([
      {
        layer: 'listed',
        version: 1,
        rowCount: 1,
        loadedAt: expect.any(Date),
        sourceName: expect.stringMatching(/\.geojson$/),
        sourceDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        isActive: false
      },
      expect.objectContaining({ version: 2, isActive: true })
    ])
  })

  it('moves the pointer to a loaded version and says where it was', async () => {
    await loadTimes('moved', 2)

    expect(await versions.activate('moved', 1)).toEqual({ layer: 'moved', from: null, to: 1 })
    expect(await versions.activate('moved', 2)).toEqual({ layer: 'moved', from: 1, to: 2 })
    expect(await versions.activate('moved', 2)).toEqual({ layer: 'moved', from: 2, to: 2 })
    expect(await activeOf('moved')).toBe(2)
  })

  it('refuses a version that is not loaded and names those that are', async () => {
    await loadTimes('known', 2)

    const activate = versions.activate('known', 7)

    await expect(activate).rejects.toBeInstanceOf(UnknownDataVersion)
    await expect(activate).rejects.toThrow('Layer "known" has no version 7; loaded are 1, 2')
    await expect(versions.activate('unheard_of', 1)).rejects.toThrow('nothing is loaded')
  })

  it('goes back step by step, never forward again', async () => {
    await loadTimes('stepped', 3)
    for (const version of [1, 2, 3]) await versions.activate('stepped', version)

    expect(await versions.rollback('stepped')).toEqual({ layer: 'stepped', from: 3, to: 2 })
    expect(await versions.rollback('stepped')).toEqual({ layer: 'stepped', from: 2, to: 1 })
    await expect(versions.rollback('stepped')).rejects.toThrow(
      'Layer "stepped" has no earlier active version to go back to'
    )
    expect(await activeOf('stepped')).toBe(1)
  })

  it('skips an earlier version that was removed since', async () => {
    await loadTimes('skipped', 3)
    for (const version of [2, 1, 3]) await versions.activate('skipped', version)
    await database.exclusively((client) =>
      client.query(
        `UPDATE reference.activation_event SET at = at - interval '2 hours' WHERE layer = 'skipped'`
      )
    )
    await loadTimes('skipped', 1)
    await versions.activate('skipped', 4)

    expect(await versions.rollback('skipped')).toEqual({ layer: 'skipped', from: 4, to: 3 })
    expect(await versions.rollback('skipped')).toEqual({ layer: 'skipped', from: 3, to: 2 })
  })
})
