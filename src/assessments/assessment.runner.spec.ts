import { aDevelopment } from '../../test/builders/development.builder'
import { ENGINE, FakeReferenceData } from '../../test/fakes/fake-reference-data'
import { AssessmentReadinessCheck } from './assessment-readiness'
import type { AssessmentFindings, Scope } from './assessment-outcome'
import type { AssessmentProfile } from '../config/config.tokens'
import type { AssessmentRegistry } from './assessment.registry'
import { AssessmentRunner } from './assessment.runner'
import type { AssessmentContext } from './impact-assessment'

const LAYER = { name: 'roads', geometry: 'polygon', storage: 'generic', columns: [] } as const
const OUT: Scope = { status: 'out-of-scope', reason: 'far away' }

function aRegistry(scope: Scope, onAssess: (context: AssessmentContext) => void = () => undefined) {
  const declaration = { type: 'air-quality', version: 3, layers: [LAYER] }
  const assessment = {
    assess: async (_: unknown, context: AssessmentContext): Promise<AssessmentFindings> => {
      onAssess(context)
      return { scope, impacts: [], summary: null, evidence: null, findings: [] }
    }
  }
  const registry: Pick<AssessmentRegistry, 'find' | 'layers' | 'types'> = {
    find: () => ({ declaration, assessment }),
    layers: () => [LAYER],
    types: () => ['air-quality']
  }
  return registry as AssessmentRegistry
}

function aRunner(
  registry: AssessmentRegistry,
  profile: AssessmentProfile = 'corrected',
  data = new FakeReferenceData()
) {
  return new AssessmentRunner(registry, data, { profile, boundaryMaxVertices: 10 }, { version: '1.2.3' })
}

const { signal } = new AbortController()

describe('AssessmentRunner', () => {
  it('pins the declared layers and tells where the outcome comes from', async () => {
    let pinned: AssessmentContext | undefined
    const runner = aRunner(aRegistry({ status: 'in-scope' }, (context) => (pinned = context)))
    const development = aDevelopment()
    const [outcome] = await runner.run(['air-quality'], development, signal)
    expect(Object.keys(pinned!.versions.layers)).toEqual(['roads'])
    expect(outcome).toMatchObject({
      type: 'air-quality',
      assessmentVersion: 3,
      provenance: {
        serviceVersion: '1.2.3',
        layers: [{ layer: 'roads', version: 1, loadedAt: '2026-11-24T00:00:00.000Z' }],
        engine: ENGINE,
        boundaryDigest: development.boundary.digest,
        profile: 'corrected'
      }
    })
  })

  it('delivers an out-of-scope outcome under the corrected profile only (D-6)', async () => {
    expect(await aRunner(aRegistry(OUT)).run(['air-quality'], aDevelopment(), signal)).toHaveLength(1)
    expect(await aRunner(aRegistry(OUT), 'production').run(['air-quality'], aDevelopment(), signal)).toEqual(
      []
    )
  })

  it('stops before the next assessment when the job is aborted', async () => {
    const controller = new AbortController()
    const runner = aRunner(aRegistry({ status: 'in-scope' }, () => controller.abort(new Error('stop'))))
    await expect(runner.run(['a', 'b'], aDevelopment(), controller.signal)).rejects.toThrow('stop')
  })

  it('fails by name when a layer is missing', async () => {
    const runner = aRunner(
      aRegistry({ status: 'in-scope' }),
      'corrected',
      new FakeReferenceData().without('roads')
    )
    await expect(runner.run(['air-quality'], aDevelopment(), signal)).rejects.toMatchObject({
      code: 'reference_data_missing',
      layers: ['roads']
    })
  })

  it('gives canonical types once and sorted', () => {
    expect(aRunner(aRegistry({ status: 'in-scope' })).canonicalTypes(['air', 'air-quality'])).toEqual([
      'air-quality'
    ])
  })
})

describe('AssessmentReadinessCheck', () => {
  it('is ready when every layer can be pinned', async () => {
    const check = new AssessmentReadinessCheck(aRegistry({ status: 'in-scope' }), new FakeReferenceData())
    expect(await check.check()).toEqual({ isReady: true, detail: '1 layers of air-quality are active' })
  })

  it('says what is missing, and asks once within its cache time', async () => {
    const data = new FakeReferenceData().without('roads')
    const check = new AssessmentReadinessCheck(aRegistry({ status: 'in-scope' }), data)
    const first = check.check()
    expect(await first).toMatchObject({ isReady: false, detail: expect.stringContaining('roads') })
    expect(check.check()).toBe(first)
  })
})
