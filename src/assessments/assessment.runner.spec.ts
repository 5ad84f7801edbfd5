import { aDevelopment } from '../../test/builders/development.builder'
import { ENGINE, FakeReferenceData } from '../../test/fakes/fake-reference-data'
import type { AssessmentFindings, Scope } from './assessment-outcome'
import type { AssessmentProfile } from '../config/config.tokens'
import type { AssessmentRegistry } from './assessment.registry'
import { AssessmentFailure } from './assessment.failures'
import { AssessmentRunner, type FileRunEnd } from './assessment.runner'
import type { Development } from './development'
import type { AssessmentContext, ImpactAssessment } from './impact-assessment'

const LAYER = { name: 'roads', geometry: 'polygon', storage: 'generic', columns: [] } as const
const NO_ROAD = { actor: 'operator', cause: 'c', fix: 'f', publicText: 'p', retried: false } as const
const OUT: Scope = { status: 'out-of-scope', reason: 'far away' }

function aRegistry(scope: Scope, onAssess: (context: AssessmentContext) => void = () => undefined) {
  const declaration = { type: 'air-quality', version: 3, layers: [LAYER], failures: { no_road: NO_ROAD } }
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

class OwnFailure extends AssessmentFailure {
  readonly retryable = false

  constructor(readonly code: 'air-quality:no_road' | 'air-quality:no_lane') {
    super(code)
  }
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

  it.each([
    ['air-quality:no_road', OwnFailure],
    ['air-quality:no_lane', Error]
  ] as const)('fails as %s only when the assessment declares it', async (code, kind) => {
    const runner = aRunner(
      aRegistry({ status: 'in-scope' }, () => {
        throw new OwnFailure(code)
      })
    )
    const failed = await runner.run(['air-quality'], aDevelopment(), signal).catch((error: unknown) => error)
    expect(failed).toMatchObject({ constructor: kind, message: expect.stringContaining(code) })
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

describe('AssessmentRunner on a file', () => {
  class Refused extends AssessmentFailure {
    readonly code = 'permit_not_numeric'
    constructor(readonly retryable: boolean) {
      super('no number')
    }
  }

  const findings = (n: number): AssessmentFindings => ({
    scope: n === 2 ? OUT : { status: 'in-scope' },
    impacts: [],
    summary: { n },
    evidence: null,
    findings: []
  })

  const sites = [1, 2, 3, 4].map((siteNumber) => aDevelopment({ siteNumber }))

  async function runAll(
    assessment: Partial<ImpactAssessment>,
    profile: AssessmentProfile = 'corrected',
    extras?: readonly string[]
  ) {
    const data = new FakeReferenceData()
    const pin = jest.spyOn(data, 'pin')
    const registry = aRegistry({ status: 'in-scope' })
    const declaration = {
      ...registry.find('air-quality').declaration,
      extras: { 'by-place': [{ ...LAYER, name: 'places' }] }
    }
    const assess = async ({ siteNumber }: Development) => findings(siteNumber)
    registry.find = () => ({ declaration, assessment: { assess, ...assessment } })
    const ends: FileRunEnd[] = []
    const runner = aRunner(registry, profile, data)
    for await (const end of runner.runAll('air-quality', sites, { signal, atOnce: 3, withMap: true, extras }))
      ends.push(end)
    expect(pin).toHaveBeenCalledTimes(1)
    return ends
  }

  const summaries = (ends: readonly FileRunEnd[]) =>
    ends.map((end) =>
      'outcome' in end ? [end.development.siteNumber, end.outcome.summary?.['n']] : end.failure.code
    )

  it('assesses each site by itself, in the order of the file, on one set of versions', async () => {
    const assessBatch = () => Promise.reject(new Error('not under this profile'))
    expect(summaries(await runAll({ assessBatch }))).toEqual([1, 2, 3, 4].map((n) => [n, n]))
  })

  it('assesses all sites together under the production profile where the assessment does', async () => {
    const assessBatch = async (all: readonly Development[]) =>
      all.map(({ siteNumber }) => findings(siteNumber * 10))
    const ends = await runAll({ assessBatch }, 'production')
    expect(summaries(ends)).toEqual([1, 2, 3, 4].map((n) => [n, n * 10]))
    await expect(runAll({ assessBatch: async () => [] }, 'production')).rejects.toThrow(
      '0 findings for 4 sites'
    )
  })

  it('goes on past a site that fails for good among sites assessed together', async () => {
    const assessBatch = async (all: readonly Development[]) =>
      all.map(({ siteNumber }) => (siteNumber === 2 ? new Refused(false) : findings(siteNumber)))
    const ends = await runAll({ assessBatch }, 'production')
    expect(summaries(ends)).toEqual([[1, 1], 'permit_not_numeric', [3, 3], [4, 4]])
  })

  it('says by a finding that a site is out of scope', async () => {
    const [, second] = await runAll({})
    expect(second).toMatchObject({ outcome: { findings: [{ code: 'out_of_scope', message: 'far away' }] } })
  })

  it('keeps a site out of scope under every profile', async () => {
    const ends = await runAll({}, 'production')
    expect(ends[1]).toMatchObject({ outcome: { scope: OUT, provenance: { profile: 'production' } } })
  })

  it('goes on past a site that cannot be assessed, and ends when no site can be', async () => {
    const failing = (retryable: boolean) => ({
      assess: async ({ siteNumber }: Development) => {
        if (siteNumber === 2) throw new Refused(retryable)
        return findings(siteNumber)
      }
    })
    expect(summaries(await runAll(failing(false)))).toEqual([[1, 1], 'permit_not_numeric', [3, 3], [4, 4]])
    await expect(runAll(failing(true))).rejects.toThrow('no number')
  })

  it('pins the layers of what is asked for besides, and tells the assessment', async () => {
    const asked: unknown[] = []
    const assess = async (_: Development, { extras, versions }: AssessmentContext) => {
      asked.push([extras, Object.keys(versions.layers)])
      return findings(1)
    }
    const layersOf = ([end]: readonly FileRunEnd[]) =>
      'outcome' in end ? end.outcome.provenance.layers.map(({ layer }) => layer) : []
    expect(layersOf(await runAll({ assess }))).toEqual(['roads'])
    expect(asked[0]).toEqual([[], ['roads']])
    expect(layersOf(await runAll({ assess }, 'corrected', ['by-place']))).toEqual(['roads', 'places'])
    expect(asked.at(-1)).toEqual([['by-place'], ['roads', 'places']])
    await expect(runAll({ assess }, 'corrected', ['by-road'])).rejects.toThrow('has no extra "by-road"')
  })

  it('asks for the shapes behind the findings', async () => {
    const mapFeatures = async ({ siteNumber }: Development) => [
      { geometry: null, properties: { siteNumber } }
    ]
    const ends = await runAll({ mapFeatures })
    expect(ends[3]).toMatchObject({ mapFeatures: [{ properties: { siteNumber: 4 } }] })
    expect((await runAll({}))[0]).toMatchObject({ mapFeatures: [] })
  })
})
