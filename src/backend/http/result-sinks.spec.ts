import 'reflect-metadata'
import { createHash } from 'node:crypto'
import { plainToInstance } from 'class-transformer'
import { validateSync } from 'class-validator'
import type { AssessmentOutcome, Figure, Impact } from '../../assessments/assessment-outcome'
import type { BackendOptions } from '../../config/config.tokens'
import {
  AssessmentTypeNotAccepted,
  BackendUnauthorised,
  BackendUnavailable,
  ResultConflict,
  ResultRefused
} from '../backend.failures'
import type { AssessmentResult, CompletedResult, FailedResult, ResultSink } from '../result-sink'
import { BackendHttpClient } from './backend-http-client'
import { QuotesResultSink } from './quotes-result-sink'
import { QuotesRequest } from './quotes.request'
import { ResultsRequest } from './results.request'
import { ResultsResultSink } from './results-result-sink'
import {
  aTiming,
  json,
  ScriptedBackend,
  someBackendOptions,
  status,
  type Answer
} from './testing/scripted-backend'

const kilograms = (name: string, value: number | null): Figure => ({
  name,
  label: name,
  value,
  unit: 'kg/year'
})

const anImpact = (
  nitrogen: number | null,
  phosphorus: number | null,
  id = '32',
  name = 'The Broads SAC'
): Impact => ({
  id,
  name,
  figures: [kilograms('nitrogenTotal', nitrogen), kilograms('phosphorusTotal', phosphorus)]
})

const anOutcome = (parts: Partial<AssessmentOutcome> = {}): AssessmentOutcome => ({
  type: 'nutrient',
  assessmentVersion: 1,
  scope: { status: 'in-scope' },
  impacts: [anImpact(26.25, 6.81)],
  summary: { N_Total: 26.25 },
  evidence: { sum: 1 },
  findings: [],
  provenance: {
    serviceVersion: '1.0.0',
    layers: [],
    engine: { postgis: '3.5', geos: '3.13', proj: '9.5' },
    boundaryDigest: 'a'.repeat(64),
    profile: 'corrected'
  },
  ...parts
})

const completed = (...outcomes: AssessmentOutcome[]): CompletedResult => ({
  reference: 'NRL-204871',
  revision: 1,
  assessmentTypes: outcomes.map(({ type }) => type),
  status: 'COMPLETED',
  outcomes
})

const FAILED: FailedResult = {
  reference: 'NRL-204871',
  revision: 1,
  assessmentTypes: ['nutrient'],
  status: 'FAILED',
  error: { code: 'unclosed_ring', message: 'The site boundary is not closed.' }
}

type SinkOf = (client: BackendHttpClient, options: BackendOptions) => ResultSink

const results: SinkOf = (client, options) => new ResultsResultSink(client, options)
const quotes: SinkOf = (client, options) => new QuotesResultSink(client, options)

const cleanUps: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

async function aSink(sinkOf: SinkOf, ...answers: Answer[]) {
  const backend = new ScriptedBackend(answers)
  const options = someBackendOptions({
    baseUrl: await backend.start(),
    quotesLevyGbp: { min: 999, max: 999 }
  })
  const client = new BackendHttpClient(options, aTiming())
  cleanUps.push(
    () => client.onApplicationShutdown(),
    () => backend.stop()
  )
  const sink = sinkOf(client, options)
  const deliver = async (result: AssessmentResult, signal = new AbortController().signal): Promise<void> => {
    const prepared = sink.prepare(result)
    if (prepared !== null) await sink.deliver(prepared, signal)
  }
  return { deliver, sink, seen: backend.seen }
}

describe.each<[string, SinkOf]>([
  ['results', results],
  ['quotes', quotes]
])('the %s contract', (_name, sinkOf) => {
  it.each([200, 201, 204])('takes status %d for delivered', async (code) => {
    const { deliver, seen } = await aSink(sinkOf, status(code))
    await deliver(completed(anOutcome()))
    expect(seen).toHaveLength(1)
    expect(seen[0].headers).toMatchObject({ 'content-type': 'application/json', 'x-api-key': 'test-key' })
  })

  it('sends the same bytes and key on every try and for every order of keys', async () => {
    const { deliver, seen } = await aSink(sinkOf, status(503), status(200))
    const result = completed(anOutcome())
    await deliver(result)
    await deliver(JSON.parse(JSON.stringify({ ...result, assessmentTypes: ['nutrient'] })))
    expect(seen).toHaveLength(3)
    expect(new Set(seen.map(({ body }) => body)).size).toBe(1)
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  })

  it('takes a conflict with the same result for delivered', async () => {
    const { deliver } = await aSink(sinkOf, json({ identical: true }, 409))
    await expect(deliver(completed(anOutcome()))).resolves.toBeUndefined()
  })

  it('takes a conflict with the digest of its own bytes for delivered', async () => {
    const { deliver, seen } = await aSink(sinkOf, (response) => {
      const digest = createHash('sha256').update(seen[0].body).digest('hex')
      json({ digest }, 409)(response, response.req)
    })
    await expect(deliver(completed(anOutcome()))).resolves.toBeUndefined()
  })

  it.each<[string, Answer]>([
    ['says so', json({ identical: false }, 409)],
    ['has another digest', json({ digest: 'f'.repeat(64) }, 409)],
    ['does not say', status(409)],
    ['says it in another form', json([true], 409)]
  ])('fails on a conflict when the backend %s', async (_case, answer) => {
    const { deliver, seen } = await aSink(sinkOf, answer)
    await expect(deliver(completed(anOutcome()))).rejects.toBeInstanceOf(ResultConflict)
    expect(seen).toHaveLength(1)
  })

  it.each([400, 404, 410, 413, 422])('takes status %d for a refusal, with its reason', async (code) => {
    const { deliver, seen } = await aSink(sinkOf, json({ message: '"edps" is required' }, code))
    const promise = deliver(completed(anOutcome()))
    await expect(promise).rejects.toBeInstanceOf(ResultRefused)
    await expect(promise).rejects.toThrow(`(${code}): "edps" is required`)
    expect(seen).toHaveLength(1)
  })

  it.each([401, 403])('fails with status %d at once', async (code) => {
    const { deliver, seen } = await aSink(sinkOf, status(code))
    await expect(deliver(completed(anOutcome()))).rejects.toBeInstanceOf(BackendUnauthorised)
    expect(seen).toHaveLength(1)
  })

  it('gives up when the backend stays away', async () => {
    const { deliver, seen } = await aSink(sinkOf, status(500))
    await expect(deliver(completed(anOutcome()))).rejects.toBeInstanceOf(BackendUnavailable)
    expect(seen).toHaveLength(4)
  })

  it('stops with the reason of the signal', async () => {
    const { deliver } = await aSink(sinkOf, status(200))
    const signal = AbortSignal.abort(new Error('lease lost'))
    await expect(deliver(completed(anOutcome()), signal)).rejects.toThrow('lease lost')
  })
})

const forbidOthers = { whitelist: true, forbidNonWhitelisted: true }

describe('the body of the results contract', () => {
  it.each<[string, AssessmentResult]>([
    ['completed', completed(anOutcome())],
    ['failed', FAILED]
  ])('has the members that are described, when %s', async (_case, result) => {
    const { deliver, seen } = await aSink(results, status(200))
    await deliver(result)
    const body = plainToInstance(ResultsRequest, JSON.parse(seen[0].body))
    expect(validateSync(body, forbidOthers)).toEqual([])
  })

  it('carries the outcomes as canonical JSON', async () => {
    const { deliver, seen } = await aSink(results, status(200))
    const outOfScope = anOutcome({
      type: 'great-crested-newt',
      scope: { status: 'out-of-scope', reason: 'No risk zone.' },
      impacts: [],
      summary: null
    })
    await deliver(completed(anOutcome(), outOfScope))
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/assessments/NRL-204871/results' })
    expect(seen[0].body).toMatch(/^\{"outcomes":\[\{"assessmentVersion":1,"evidence":\{"sum":1\},/)
    expect(JSON.parse(seen[0].body)).toEqual({
      schemaVersion: 1,
      reference: 'NRL-204871',
      revision: 1,
      status: 'COMPLETED',
      outcomes: [anOutcome(), outOfScope]
    })
  })

  it('carries code and message of a failure', async () => {
    const { deliver, seen } = await aSink(results, status(204))
    await deliver(FAILED)
    expect(JSON.parse(seen[0].body)).toEqual({
      schemaVersion: 1,
      reference: 'NRL-204871',
      revision: 1,
      status: 'FAILED',
      outcomes: [],
      error: FAILED.error
    })
  })
})

describe('the body of the quotes contract', () => {
  it('has the members that are described', async () => {
    const { deliver, seen } = await aSink(quotes, status(200))
    await deliver(completed(anOutcome()))
    expect(validateSync(plainToInstance(QuotesRequest, JSON.parse(seen[0].body)), forbidOthers)).toEqual([])
  })

  it('is the one of the public system', async () => {
    const { deliver, seen } = await aSink(quotes, status(200))
    await deliver(completed(anOutcome()))
    expect(seen[0]).toMatchObject({ method: 'PATCH', url: '/quotes/NRL-204871' })
    expect(JSON.parse(seen[0].body)).toEqual({
      edps: [
        {
          edpId: '32',
          edpName: 'The Broads SAC',
          edpType: 'NUTRIENT',
          impact: {
            nitrogenTotal: { amount: 26.25, unit: 'mg/I TP', band: { min: 4, max: 4 } },
            phosphorusTotal: { amount: 6.81, unit: 'mg/I TP', band: { min: 4, max: 4 } }
          },
          levyGbp: { min: 999, max: 999 }
        }
      ]
    })
  })

  it.each([
    [-3, -3, 1],
    [0.25, 0.25, 1],
    [0.254, 0.25, 1],
    [0.26, 0.26, 2],
    [2, 2, 2],
    [2.01, 2.01, 3],
    [5, 5, 3],
    [5.01, 5.01, 4],
    [12.3456, 12.35, 4]
  ])('writes %d as %d in band %d', async (value, amount, band) => {
    const { deliver, seen } = await aSink(quotes, status(200))
    await deliver(completed(anOutcome({ impacts: [anImpact(value, 0)] })))
    const { edps } = JSON.parse(seen[0].body)
    expect(edps[0].impact.nitrogenTotal).toMatchObject({ amount, band: { min: band, max: band } })
  })

  it('has one entry per impact that has both totals, in their order', async () => {
    const { deliver, seen } = await aSink(quotes, status(200))
    const impacts = [anImpact(1, 1, '9', 'B'), anImpact(null, 1, '8', 'C'), anImpact(1, 1, '7', 'A')]
    await deliver(completed(anOutcome({ impacts })))
    const { edps } = JSON.parse(seen[0].body)
    expect(edps.map(({ edpName }: { edpName: string }) => edpName)).toEqual(['B', 'A'])
  })

  it.each<[string, AssessmentResult]>([
    ['a failed job', FAILED],
    [
      'a site out of scope',
      completed(anOutcome({ scope: { status: 'out-of-scope', reason: 'x' }, impacts: [] }))
    ]
  ])('does not exist for %s: there is nothing to send', async (_case, result) => {
    const { sink } = await aSink(quotes, status(200))
    expect(sink.prepare(result)).toBeNull()
  })

  it('does not exist for other assessments, not even beside a nutrient one', async () => {
    const { deliver, seen } = await aSink(quotes, status(200))
    const promise = deliver(completed(anOutcome(), anOutcome({ type: 'great-crested-newt' })))
    await expect(promise).rejects.toBeInstanceOf(AssessmentTypeNotAccepted)
    expect(seen).toHaveLength(0)
  })

  it('cannot be made without a levy', () => {
    const client = new BackendHttpClient(someBackendOptions({}))
    expect(() => new QuotesResultSink(client, someBackendOptions({}))).toThrow('BACKEND_QUOTES_LEVY_GBP_MIN')
  })
})
