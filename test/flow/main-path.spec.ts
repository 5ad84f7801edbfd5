import type { BackendRequest, WorkerLog, WorkerProcess } from '@nrf/local-env'
import { ask, AssessmentService, logged, SUPPORT_ADDRESS } from './assessment-service'
import { BODY_MARK, logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS, until } from './until'

jest.setTimeout(2 * PATIENCE_MS)

interface Outcome {
  readonly type: string
  readonly scope: { readonly status: string }
  readonly impacts: readonly unknown[]
  readonly summary: Readonly<Record<string, unknown>> | null
  readonly findings: readonly { readonly code: string }[]
  readonly provenance: {
    readonly serviceVersion: string
    readonly layers: readonly {
      readonly layer: string
      readonly version: number
      readonly loadedAt: string
    }[]
  }
}

interface PostedResult {
  readonly status: string
  readonly outcomes: readonly Outcome[]
  readonly error?: { readonly code: string }
}

const ALL_STEPS =
  /^\S+ is assessed: claim \d+ ms, fetch \d+ ms, check \d+ ms, assess \d+ ms, commit \d+ ms, deliver \d+ ms, email \d+ ms$/
const HEX_32 = /^[0-9a-f]{32}$/

describe('the sample developments, from the queue to the e-mail', () => {
  let service: AssessmentService
  let district: SampleDistrict
  let worker: WorkerProcess
  const messageIds = new Map<string, string>()

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start({ settings: { SERVICE_VERSION: '9.8.7' } })
    worker = await service.startWorker()
    for (const { details } of district.developments) service.backend.put(details)
    for (const { details } of district.developments) await submit(details.reference)
    for (const { details, expect: end } of district.developments) {
      const { reference } = details
      const hasFailed = end === 'failed'
      await logged(worker, hasFailed ? 'job_dead' : 'job_completed', { reference })
      const messageId = messageIds.get(reference)
      await logged(worker, hasFailed ? 'message_quarantined' : 'message_deleted', { messageId })
    }
    await service.untilQueueIsEmpty()
  }, 3 * PATIENCE_MS)

  afterAll(() => service?.stop())

  async function submit(reference: string): Promise<void> {
    const body = {
      reference,
      note: BODY_MARK,
      ...(reference !== 'NRF-900003' && { traceId: `body-${reference}` })
    }
    const isWrapped = reference === 'NRF-900004'
    const message = isWrapped ? { Type: 'Notification', Message: JSON.stringify(body) } : body
    const attributes: Record<string, string> =
      reference === 'NRF-900001' ? { CorrelationId: 'from-the-attribute' } : {}
    messageIds.set(reference, await service.submit(message, attributes))
  }

  const requests = (route: BackendRequest['route'], reference: string) =>
    service.backend.received.filter((request) => request.route === route && request.reference === reference)
  const resultOf = (reference: string) => service.backend.resultOf(reference) as PostedResult
  const outcomeOf = (reference: string) => resultOf(reference).outcomes[0]
  const emailsAbout = (reference: string) =>
    service.notify.emails.filter(({ personalisation }) => personalisation['job_id'] === reference)
  const logsOf = (reference: string): WorkerLog[] =>
    worker.logs.filter(
      (log) => log['event.reference'] === reference || log['event.reason'] === messageIds.get(reference)
    )

  it('end as they are meant to', () => {
    const ends = district.developments.map(({ details: { reference } }) => {
      const { status, outcomes, error } = resultOf(reference)
      const end = outcomes[0]?.scope.status === 'out-of-scope' ? 'out-of-scope' : status.toLowerCase()
      return { reference, end, failureCode: error?.code }
    })
    expect(ends).toEqual(
      district.developments.map(({ details: { reference }, expect: end, failureCode }) => ({
        reference,
        end,
        failureCode
      }))
    )
  })

  it.each(['NRF-900001', 'NRF-900002'])('come to the totals worked out by hand: %s', (reference) => {
    const { expected } = district.developments.find(({ details }) => details.reference === reference)!
    const { summary } = outcomeOf(reference)
    expect({
      nitrogenTotalKgPerYear: summary?.['N_Total'],
      phosphorusTotalKgPerYear: summary?.['P_Total']
    }).toEqual(expected)
  })

  it('show the catchments and works that their titles speak of', () => {
    const facts = (reference: string) => {
      const { summary } = outcomeOf(reference)
      return [summary?.['NN_Catchment'], summary?.['Majority_WwTw_ID']]
    }
    expect(facts('NRF-900003')).toEqual(['River Wensum SAC; The Broads SAC', 182])
    expect(facts('NRF-900004')).toEqual(['River Wensum SAC', 141])
    expect(facts('NRF-900006')).toEqual([null, 920])
    expect(facts('NRF-900008')).toEqual(['The Broads SAC', 938])
    expect(outcomeOf('NRF-900005').impacts).toEqual([])
  })

  it('answer for newts beside nutrients, and with surveyed ponds', () => {
    expect(resultOf('NRF-900010').outcomes.map(({ type, scope }) => [type, scope.status])).toEqual([
      ['gcn', 'in-scope'],
      ['nutrient', 'in-scope']
    ])
    const { summary, findings } = outcomeOf('NRF-900011')
    expect(summary?.['habitat_impact']).toEqual([
      { Area: 'Buffer', RZ: 'Green', Shape_Area: expect.any(Number) },
      { Area: 'RLB', RZ: 'Green', Shape_Area: expect.closeTo(8_000, 4) }
    ])
    expect(summary?.['pond_frequency']).toEqual([
      { PANS: 'A', Area: 'RLB', MaxZone: 'Green', TmpImp: 'T', FREQUENCY: 1 },
      { PANS: 'NS', Area: 'Buffer', MaxZone: 'Green', TmpImp: 'F', FREQUENCY: 1 },
      { PANS: 'P', Area: 'RLB', MaxZone: 'Green', TmpImp: 'F', FREQUENCY: 1 }
    ])
    expect(findings.map(({ code }) => code)).toEqual(['ponds_outside_reach'])
  })

  it('name the version of every layer they were made from', () => {
    const { provenance } = outcomeOf('NRF-900001')
    expect(provenance.serviceVersion).toBe('9.8.7')
    expect(provenance.layers.map(({ layer }) => layer).sort()).toEqual([
      'coefficient_layer',
      'lpa_boundaries',
      'nn_catchments',
      'rates_lookup',
      'subcatchments',
      'wwtw_catchments',
      'wwtw_lookup'
    ])
    for (const { version, loadedAt } of provenance.layers) {
      expect(version).toBeGreaterThanOrEqual(1)
      expect(new Date(loadedAt).toISOString()).toBe(loadedAt)
    }
  })

  it.each([
    ['NRF-900001', 'the attribute CorrelationId', 'from-the-attribute'],
    ['NRF-900002', 'the body', 'body-NRF-900002'],
    ['NRF-900004', 'the body inside an SNS envelope', 'body-NRF-900004'],
    ['NRF-900003', 'nowhere, so that it is a new one', expect.stringMatching(HEX_32)]
  ])('ask and answer under one trace id, for %s from %s', (reference, _, traceId) => {
    const [details] = requests('details', reference)
    const [result] = requests('results', reference)
    expect(details.headers['x-cdp-request-id']).toEqual(traceId)
    expect(result.headers['x-cdp-request-id']).toBe(details.headers['x-cdp-request-id'])
  })

  it('ask with the key of the service, and post once with an idempotency key of their own', () => {
    const keys = new Set<unknown>()
    for (const { details } of district.developments) {
      const asked = requests('details', details.reference)
      const posted = requests('results', details.reference)
      expect(
        [...asked, ...posted].every(({ headers }) => headers['x-api-key'] === service.backend.apiKey)
      ).toBe(true)
      expect(posted.map(({ status }) => status)).toEqual([201])
      keys.add(posted[0].headers['idempotency-key'])
    }
    expect(keys.size).toBe(district.developments.length)
  })

  it('tell each applicant once, by the completed e-mail', () => {
    for (const { details, expect: end } of district.developments) {
      if (end === 'failed') continue
      expect(emailsAbout(details.reference)).toMatchObject([
        {
          emailAddress: details.email,
          templateId: service.notify.templates.jobCompleted,
          personalisation: {
            job_id: details.reference,
            development_name: details['developmentName'],
            assessment_type: [...details.assessmentTypes].sort().join(', '),
            estimateReference: details.reference,
            results_link: `https://results.example.org/${details.reference}`,
            levyAmount: 'Not calculated'
          }
        }
      ])
    }
  })

  it('tell support, not the applicant, of a failure', () => {
    const failed = district.developments.filter(({ expect: end }) => end === 'failed')
    for (const { details, failureCode } of failed) {
      expect(emailsAbout(details.reference)).toMatchObject([
        {
          emailAddress: SUPPORT_ADDRESS,
          templateId: service.notify.templates.jobFailed,
          personalisation: { error_message: expect.stringContaining(`(${failureCode})`) }
        }
      ])
    }
  })

  it('log every line of a job under its trace id, message lines included', () => {
    for (const { details, expect: end } of district.developments) {
      const { reference } = details
      const lines = logsOf(reference)
      const [asked] = requests('details', reference)
      const actions = lines.map((log) => log['event.action'])
      expect(actions).toContain('message_received')
      expect(actions).toContain(end === 'failed' ? 'message_quarantined' : 'message_deleted')
      expect(new Set(lines.map((log) => log['trace.id']))).toEqual(
        new Set([asked.headers['x-cdp-request-id']])
      )
    }
  })

  it('sum each job up in one line, with the time of every step', () => {
    for (const { details, expect: end } of district.developments) {
      if (end === 'failed') continue
      const ends = logsOf(details.reference).filter((log) => log['event.action'] === 'job_completed')
      expect(ends.map(({ message }) => String(message))).toEqual([expect.stringMatching(ALL_STEPS)])
    }
  })

  it('log at most 10 KB a job', () => {
    const sizes = district.developments.map(({ details: { reference } }) =>
      logsOf(reference).reduce((bytes, log) => bytes + Buffer.byteLength(JSON.stringify(log)) + 1, 0)
    )
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000)
    expect(Math.min(...sizes)).toBeGreaterThan(500)
  })

  it("are answered from the backend's word when it is already completed", async () => {
    const reference = 'NRF-900002'
    service.backend.put({ ...district.details(reference), status: 'COMPLETED' })
    const messageId = await service.submit({ reference, note: BODY_MARK })
    await logged(worker, 'message_deleted', { messageId })
    expect(requests('results', reference)).toHaveLength(1)
    expect(emailsAbout(reference)).toHaveLength(1)
  })

  it('are recognised when their message is sent a second time', async () => {
    const reference = 'NRF-900001'
    service.backend.put({ ...district.details(reference), status: 'QUEUED' })
    const messageId = await service.submit({ reference, note: BODY_MARK })
    await logged(worker, 'message_deleted', { messageId })
    expect(await logged(worker, 'message_duplicate', { reference })).toMatchObject({
      'event.reason': 'completed'
    })
    expect(
      [requests('details', reference), requests('results', reference)].map(({ length }) => length)
    ).toEqual([1, 1])
  })

  it('leave a worker that answers for its health', async () => {
    expect(await ask(worker, '/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await ask(worker, '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } })
    expect(await ask(worker, '/version')).toEqual({
      status: 200,
      body: {
        version: '9.8.7',
        schema: { version: expect.any(Number) },
        data: expect.arrayContaining([
          { layer: 'rates_lookup', version: 1, loadedAt: expect.stringMatching(/^\d{4}-.*Z$/) }
        ]),
        assessments: [
          { type: 'gcn', version: expect.any(Number) },
          { type: 'nutrient', version: expect.any(Number) }
        ],
        problems: []
      }
    })
    // Gauges are there after the first look at the queues.
    const detail = await until(
      () => ask(worker, '/health/detail'),
      ({ body }) => JSON.stringify(body).includes('"SlotsTotal"')
    )
    expect(detail).toMatchObject({
      status: 200,
      body: {
        service: { version: '9.8.7', environment: 'local' },
        worker: { state: 'running', reasons: [] },
        queues: [{ name: 'assessments', slotsBusy: 0, closedGates: [] }],
        probes: expect.arrayContaining(
          ['reference_data', 'ledger', 'backend'].map((name) =>
            expect.objectContaining({ name, isReady: true })
          )
        ),
        metrics: expect.arrayContaining([
          { name: 'SlotsTotal', unit: 'Count', queue: 'assessments', value: expect.any(Number) },
          expect.objectContaining({ name: 'EndToEndLatency', queue: 'assessments' }),
          expect.objectContaining({ name: 'JobsCompleted' })
        ])
      }
    })
  })

  it('leave nothing in the queue, and only what failed in the dead-letter queue', async () => {
    await service.untilQueueIsEmpty()
    const failed = district.developments.filter(({ expect: end }) => end === 'failed')
    expect(new Set(await service.deadLetters.ids())).toEqual(
      new Set(failed.map(({ details }) => messageIds.get(details.reference)))
    )
  })

  it('keep the rules of the log', () => {
    expect(worker.logs.length).toBeGreaterThan(district.developments.length * 3)
    expect(logFaults({ service, district })).toEqual([])
  })
})
