import { ReferenceBench } from '../../test/builders/reference-bench'
import { aPolygon, aSquare } from '../../test/builders/reference-files'
import type { LayerDeclaration } from './layer-declaration'
import { UnknownDataVersion } from './reference-data.failures'

const layer = (name: string): LayerDeclaration => ({
  name,
  geometry: 'polygon',
  storage: 'generic',
  columns: []
})

describe('ReferenceDataVersions', () => {
  let bench: ReferenceBench

  beforeAll(async () => {
    bench = await ReferenceBench.open()
  })

  afterAll(() => bench.close())

  async function loadTimes(name: string, times: number): Promise<void> {
    const file = await bench.files.geoJson([
      { properties: {}, geometry: aPolygon(aSquare(600_000, 300_000, 10)) }
    ])
    for (let round = 0; round < times; round += 1) await bench.loader.load(file, layer(name))
  }

  const activeOf = async (name: string): Promise<number | undefined> =>
    (await bench.versions.status()).find((status) => status.layer === name && status.isActive)?.version

  it('lists what is loaded, by layer and version', async () => {
    await loadTimes('listed', 2)
    await bench.versions.activate('listed', 2)

    const listed = (await bench.versions.status()).filter((status) => status.layer === 'listed')

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

    expect(await bench.versions.activate('moved', 1)).toEqual({ layer: 'moved', from: null, to: 1 })
    expect(await bench.versions.activate('moved', 2)).toEqual({ layer: 'moved', from: 1, to: 2 })
    expect(await bench.versions.activate('moved', 2)).toEqual({ layer: 'moved', from: 2, to: 2 })
    expect(await activeOf('moved')).toBe(2)
  })

  it('refuses a version that is not loaded and names those that are', async () => {
    await loadTimes('known', 2)

    const activate = bench.versions.activate('known', 7)

    await expect(activate).rejects.toBeInstanceOf(UnknownDataVersion)
    await expect(activate).rejects.toThrow('Layer "known" has no version 7; loaded are 1, 2')
    await expect(bench.versions.activate('unheard_of', 1)).rejects.toThrow('nothing is loaded')
  })

  it('goes back step by step, never forward again', async () => {
    await loadTimes('stepped', 3)
    for (const version of [1, 2, 3]) await bench.versions.activate('stepped', version)

    expect(await bench.versions.rollback('stepped')).toEqual({ layer: 'stepped', from: 3, to: 2 })
    expect(await bench.versions.rollback('stepped')).toEqual({ layer: 'stepped', from: 2, to: 1 })
    await expect(bench.versions.rollback('stepped')).rejects.toThrow(
      'Layer "stepped" has no earlier active version to go back to'
    )
    expect(await activeOf('stepped')).toBe(1)
  })

  it('skips an earlier version that was removed since', async () => {
    await loadTimes('skipped', 3)
    for (const version of [2, 1, 3]) await bench.versions.activate('skipped', version)
    await bench.rows(
      `UPDATE reference.activation_event SET at = at - interval '2 hours' WHERE layer = 'skipped'`
    )
    await loadTimes('skipped', 1)
    await bench.versions.activate('skipped', 4)

    expect(await bench.versions.rollback('skipped')).toEqual({ layer: 'skipped', from: 4, to: 3 })
    expect(await bench.versions.rollback('skipped')).toEqual({ layer: 'skipped', from: 3, to: 2 })
  })
})
