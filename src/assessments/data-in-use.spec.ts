import { FakeReferenceData } from '../../test/fakes/fake-reference-data'
import { DatabaseUnavailable } from '../database/database.failures'
import type { AssessmentRegistry } from './assessment.registry'
import { DataInUse } from './data-in-use'

const { signal } = new AbortController()
const declared = (name: string) => ({ name, geometry: 'polygon', storage: 'generic', columns: [] }) as const
const registry: Pick<AssessmentRegistry, 'layers'> = {
  layers: () => ['zones', 'roads', 'places'].map(declared)
}
const inUse = (data: FakeReferenceData) => new DataInUse(registry as AssessmentRegistry, data).layers(signal)

class SilentReferenceData extends FakeReferenceData {
  override pin(): never {
    throw new DatabaseUnavailable('pin')
  }
}

describe('DataInUse', () => {
  it('names the version of every layer, by name', async () => {
    const found = await inUse(new FakeReferenceData())
    expect(found.map(({ layer }) => layer)).toEqual(['places', 'roads', 'zones'])
    expect(found[0]).toEqual({ layer: 'places', version: expect.any(Number), loadedAt: expect.any(String) })
  })

  it('leaves out layers that nobody can read', async () => {
    const found = await inUse(new FakeReferenceData().without('roads'))
    expect(found.map(({ layer }) => layer)).toEqual(['places', 'zones'])
    expect(await inUse(new FakeReferenceData().without('roads').without('zones').without('places'))).toEqual(
      []
    )
  })

  it('does not take a database that is away for an empty one', async () => {
    await expect(inUse(new SilentReferenceData())).rejects.toBeInstanceOf(DatabaseUnavailable)
  })
})
