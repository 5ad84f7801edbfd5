import { FakeReferenceData } from '../../test/fakes/fake-reference-data'
import { DatabaseUnavailable } from '../database/database.failures'
import { AssessmentReadinessCheck } from './assessment-readiness'
import type { AssessmentRegistry } from './assessment.registry'

const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'air-quality': ['roads', 'places'],
  noise: ['zones', 'places'],
  extra: ['edges']
}

const declared = (type: string) =>
  LAYERS[type].map((name) => ({ name, geometry: 'polygon', storage: 'generic', columns: [] }) as const)

/** Two assessments that share a layer. */
function checkOn(data: FakeReferenceData): AssessmentReadinessCheck {
  const assessment = { assess: () => Promise.reject(new Error('not asked')) }
  const registry: Pick<AssessmentRegistry, 'find' | 'types'> = {
    find: (type) => ({
      declaration: { type, version: 1, layers: declared(type), extras: { split: declared('extra') } },
      assessment
    }),
    types: () => ['air-quality', 'noise']
  }
  return new AssessmentReadinessCheck(registry as AssessmentRegistry, data)
}

class SilentReferenceData extends FakeReferenceData {
  override pin(): never {
    throw new DatabaseUnavailable('pin')
  }
}

describe('AssessmentReadinessCheck', () => {
  it('is ready when every layer can be pinned', async () => {
    expect(await checkOn(new FakeReferenceData()).check()).toEqual({
      isReady: true,
      detail: 'Usable: air-quality, noise'
    })
  })

  it('stays ready for the others when an assessment lacks a layer, and names it', async () => {
    expect(await checkOn(new FakeReferenceData().without('roads')).check()).toEqual({
      isReady: true,
      detail: 'Usable: noise. No active reference data: air-quality lacks roads'
    })
  })

  it('does not miss the layer of an extra, which no job asks for', async () => {
    expect(await checkOn(new FakeReferenceData().without('edges')).check()).toEqual({
      isReady: true,
      detail: 'Usable: air-quality, noise'
    })
  })

  it('is not ready when no assessment has all its layers', async () => {
    expect(await checkOn(new FakeReferenceData().without('places').without('zones')).check()).toEqual({
      isReady: false,
      detail: 'No active reference data: air-quality lacks places; noise lacks zones, places'
    })
  })

  it('is not ready when the database does not answer', async () => {
    expect(await checkOn(new SilentReferenceData()).check()).toEqual({
      isReady: false,
      detail: 'The database did not answer: pin'
    })
  })

  it('asks once within its cache time', () => {
    const check = checkOn(new FakeReferenceData())
    expect(check.check()).toBe(check.check())
  })
})
