import type { WorkerProcess } from '@nrf/local-env'
import { AssessmentService } from '../flow/assessment-service'
import { differences, type PublishedSummary } from './published-summary'
import { describeWithReference, readJsonLines, referenceFile } from './reference-folder'

interface GoldenJob {
  readonly rlb_id: number
  readonly message: {
    readonly reference: string
    readonly boundaryGeojson: { readonly boundaryGeometryOriginal: object }
    readonly housingUnits: number
    readonly developmentTypes: readonly string[]
  }
  readonly outcome: 'patched' | 'no_patch'
  readonly patch: { readonly edps: readonly Edp[] } | null
  readonly summary: PublishedSummary | null
}

interface Edp {
  readonly edpId: string
  readonly edpName: string
  readonly impact: Readonly<Record<'nitrogenTotal' | 'phosphorusTotal', { readonly amount: number }>>
}

interface Impact {
  readonly id: string
  readonly name: string
  readonly figures: readonly { readonly name: string; readonly value: number }[]
}

interface PostedResult {
  readonly outcomes: readonly {
    readonly impacts: readonly Impact[]
    readonly summary: Readonly<Record<string, unknown>>
  }[]
}

const LAYERS = [
  { layer: 'nn_catchments', file: referenceFile('fixtures', 'nn_catchments.gpkg') },
  { layer: 'subcatchments', file: referenceFile('fixtures', 'subcatchments.gpkg') },
  { layer: 'lpa_boundaries', file: referenceFile('fixtures', 'lpa_boundaries.gpkg') },
  { layer: 'wwtw_catchments', file: referenceFile('fixtures', 'wwtw_catchments.gpkg') },
  { layer: 'rates_lookup', file: referenceFile('fixtures', 'lookups', 'rates_lookup.csv') },
  { layer: 'wwtw_lookup', file: referenceFile('fixtures', 'lookups', 'WwTw_lookup.csv') },
  { layer: 'coefficient_layer', file: referenceFile('synthetic', 'coefficient_layer.gpkg') },
  { layer: 'gcn_risk_zones', file: referenceFile('fixtures', 'gcn_risk_zones.gpkg') },
  { layer: 'gcn_ponds', file: referenceFile('fixtures', 'gcn_ponds_recovered.gpkg') }
]

const UP_MS = 300_000
const DONE_MS = 300_000

describeWithReference('the single-site golden jobs under the production profile', () => {
  let service: AssessmentService
  let worker: WorkerProcess
  let jobs: GoldenJob[]
  let answered: GoldenJob[]

  beforeAll(async () => {
    jobs = readJsonLines<GoldenJob>('golden', 'nutrient', 'bnw245_jobs.even.jsonl')
    answered = jobs.filter(({ summary }) => summary !== null)
    service = await AssessmentService.start({
      layers: LAYERS,
      settings: { ASSESSMENT_PROFILE: 'production', SQS_MAX_RECEIVE_COUNT: '3' }
    })
    worker = await service.startWorker()
    for (const { message } of jobs) service.backend.put(detailsOf(message))
    for (const { message } of jobs) await service.submit({ reference: message.reference })
    for (const { message } of jobs) await finished(worker, message.reference)
  }, UP_MS + DONE_MS)

  afterAll(async () => {
    await worker?.stop()
    await service?.stop()
  })

  const resultOf = ({ message }: GoldenJob) =>
    service.backend.resultOf(message.reference) as PostedResult | undefined

  it('are 122 sites: 108 answered, 104 of them with impacts, 14 out of scope', () => {
    expect(jobs).toHaveLength(122)
    expect(jobs.filter((job) => resultOf(job) !== undefined)).toHaveLength(108)
    expect(jobs.filter((job) => (resultOf(job)?.outcomes[0]?.impacts.length ?? 0) > 0)).toHaveLength(104)
    expect(jobs.filter(({ summary }) => summary === null).map(resultOf)).toEqual(Array(14).fill(undefined))
  })

  it('give the published summaries', () => {
    const different = answered.flatMap((job) => {
      const found = differences(job.summary!, resultOf(job)?.outcomes[0]?.summary ?? {})
      return found.map((difference) => `site ${job.rlb_id}: ${difference}`)
    })
    expect(different).toEqual([])
  })

  it('give the published impacts', () => {
    const figures = ({ impacts }: PostedResult['outcomes'][number]) =>
      impacts.map(({ id, name, figures: [nitrogen, phosphorus] }) => ({
        id,
        name,
        nitrogen: nitrogen?.value,
        phosphorus: phosphorus?.value
      }))
    const published = ({ patch }: GoldenJob) =>
      (patch?.edps ?? []).map(({ edpId, edpName, impact }) => ({
        id: edpId,
        name: edpName,
        nitrogen: expect.closeTo(impact.nitrogenTotal.amount, 6),
        phosphorus: expect.closeTo(impact.phosphorusTotal.amount, 6)
      }))
    for (const job of answered) {
      expect({ site: job.rlb_id, impacts: figures(resultOf(job)!.outcomes[0]) }).toEqual({
        site: job.rlb_id,
        impacts: published(job)
      })
    }
  })
})

function detailsOf({ reference, boundaryGeojson, housingUnits, developmentTypes }: GoldenJob['message']) {
  return {
    reference,
    status: 'QUEUED',
    assessmentTypes: ['nutrient'],
    developmentName: reference,
    development: { types: developmentTypes, housingUnits },
    boundary: { geometry: boundaryGeojson.boundaryGeometryOriginal, srid: 27700 },
    intersectingEdps: []
  }
}

function finished(worker: WorkerProcess, reference: string): Promise<unknown> {
  return worker.waitForLog(
    (log) => log['event.action'] === 'job_completed' && log['event.reference'] === reference,
    DONE_MS
  )
}
