import { setTimeout as sleep } from 'node:timers/promises'
import type { INestApplication } from '@nestjs/common'
import { Test } from '@nestjs/testing'
import { SERVICE_OPTIONS } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { MetricTotals } from '../observability/metric-totals'
import { Metrics } from '../observability/metrics'
import { HEALTH_CLOCK } from './clock'
import { HealthModule } from './health.module'
import { EventLoopDelay } from './indicators/event-loop-delay'
import { EventLoopIndicator } from './indicators/event-loop.indicator'
import { PollLoopIndicator } from './indicators/poll-loop.indicator'
import { Impairments } from './impairments'
import { QueueActivity, type QueueActivityStatus, type QueueState } from './queue-activity'
import { READINESS_PROBES, ReadinessProbe, type Readiness } from './readiness-probe'
import { VersionReport, type Versions } from './version-report'

class FakeActivity extends QueueActivity {
  isDraining = false
  queues: QueueState[] = []

  override status(): QueueActivityStatus {
    return { isDraining: this.isDraining, queues: this.queues }
  }
}

class FakeProbe extends ReadinessProbe {
  calls = 0

  constructor(
    readonly name: string,
    public answer: () => Promise<Readiness>,
    override readonly isRequired = true
  ) {
    super()
  }

  override check(): Promise<Readiness> {
    this.calls += 1
    return this.answer()
  }
}

const VERSIONS: Versions = { schema: { version: 2 }, data: null, assessments: [], problems: ['data: away'] }
const START = Date.UTC(2026, 0, 12)
const yes = (detail: string) => async () => ({ isReady: true, detail })

describe('the health endpoints', () => {
  let app: INestApplication
  let url: string
  let now: number
  let p99Ms: number
  let activity: FakeActivity
  let impairments: string[]
  let totals: MetricTotals
  let database: FakeProbe
  let referenceData: FakeProbe
  let backend: FakeProbe

  const at = (seconds: number) => new Date(START + seconds * 1000)
  const waitUntil = (seconds: number) => {
    now = START + seconds * 1000
  }

  const aQueue = (changes: Partial<QueueState> = {}): QueueState => ({
    name: 'assessments',
    waitTimeSeconds: 20,
    visibilityTimeoutSeconds: 60,
    isPaused: false,
    closedGates: [],
    lastPollFinishedAt: at(1),
    slotsBusy: 0,
    slotsTotal: 4,
    slotsStuck: 0,
    staleDeleteCount: 0,
    ...changes
  })

  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`)
    const text = await response.text()
    return { status: response.status, text, body: JSON.parse(text) }
  }

  beforeEach(async () => {
    now = START
    p99Ms = 3
    activity = new FakeActivity()
    impairments = []
    totals = new MetricTotals()
    activity.queues = [aQueue()]
    database = new FakeProbe('database', yes('PostGIS 3.5'))
    referenceData = new FakeProbe('reference_data', yes('12 layers'))
    backend = new FakeProbe('backend', yes('closed'), false)
    const module = await Test.createTestingModule({
      imports: [
        HealthModule.forAdapters({
          providers: [
            { provide: QueueActivity, useValue: activity },
            { provide: Impairments, useValue: { list: () => impairments } },
            { provide: VersionReport, useValue: { describe: async () => VERSIONS } },
            { provide: READINESS_PROBES, useValue: [database, referenceData, backend] },
            { provide: HEALTH_CLOCK, useValue: () => now },
            { provide: EventLog, useValue: new EventLog({ write: () => undefined }) },
            { provide: MetricTotals, useValue: totals },
            { provide: Metrics, useValue: new Metrics([totals]) },
            {
              provide: SERVICE_OPTIONS,
              useValue: { name: 'nrf-impact-assessment-service', version: '1.2.3', environment: 'test' }
            }
          ]
        })
      ]
    })
      .overrideProvider(EventLoopDelay)
      .useValue({ takeP99Ms: () => p99Ms })
      .compile()
    app = module.createNestApplication({ logger: false })
    await app.listen(0, '127.0.0.1')
    url = await app.getUrl()
  })

  afterEach(async () => {
    await app.close()
  })

  describe('GET /health', () => {
    it('is ok in the words that the platform looks for', async () => {
      const { status, text, body } = await get('/health')
      expect(status).toBe(200)
      expect(text).toContain('"status":"ok"')
      expect(body.details).toMatchObject({ worker: { state: 'running' }, poll_loop: { status: 'up' } })
    })

    it('is not cached', async () => {
      const response = await fetch(`${url}/health`)
      expect(response.headers.get('cache-control')).toContain('no-store')
    })

    it('asks nobody outside the process', async () => {
      await get('/health')
      expect([database.calls, referenceData.calls, backend.calls]).toEqual([0, 0, 0])
    })

    it('fails when a queue that could be polled is not', async () => {
      activity.queues = [aQueue({ lastPollFinishedAt: at(60) })]
      waitUntil(95)
      expect((await get('/health')).status).toBe(200)
      waitUntil(96)
      const { status, body } = await get('/health')
      expect(status).toBe(503)
      expect(body).toMatchObject({
        status: 'error',
        error: { poll_loop: { message: expect.stringContaining('assessments') } }
      })
    })

    it('fails when the first receive never ends, but not in the first 30 s', async () => {
      activity.queues = [aQueue({ lastPollFinishedAt: undefined, waitTimeSeconds: 1 })]
      waitUntil(30)
      expect(await get('/health')).toMatchObject({
        status: 200,
        body: { details: { worker: { state: 'starting' } } }
      })
      waitUntil(31)
      expect((await get('/health')).status).toBe(503)
    })

    it('fails when no queue is polled at all', async () => {
      activity.queues = []
      waitUntil(31)
      expect((await get('/health')).status).toBe(503)
    })

    it('stays ok during a receive that may still end', async () => {
      activity.queues = [aQueue({ pollStartedAt: at(90) })]
      waitUntil(120)
      expect((await get('/health')).status).toBe(200)
      waitUntil(126)
      expect((await get('/health')).status).toBe(503)
    })

    it.each<[string, Partial<QueueState>]>([
      ['paused', { isPaused: true }],
      ['giving way to another one', { isHeldBack: true }],
      ['kept from polling by a gate', { closedGates: ['database'] }],
      ['busy in every slot', { slotsBusy: 4, oldestHandlerStartedAt: at(990) }]
    ])('stays ok while the queue is %s, and for one wait after that', async (_how, state) => {
      activity.queues = [aQueue(state)]
      waitUntil(1000)
      app.get(PollLoopIndicator).observe()
      expect((await get('/health')).status).toBe(200)
      activity.queues = [aQueue()]
      waitUntil(1035)
      expect((await get('/health')).status).toBe(200)
      waitUntil(1036)
      expect((await get('/health')).status).toBe(503)
    })

    it('stays ok during the pause after a failed receive, and says that it is degraded', async () => {
      const lastPollError = { at: at(100), message: 'connect ECONNREFUSED' }
      activity.queues = [aQueue({ lastPollFinishedAt: at(100), lastPollError })]
      waitUntil(190)
      const { status, body } = await get('/health')
      expect(status).toBe(200)
      expect(body.details.worker).toMatchObject({
        state: 'degraded',
        reasons: ['assessments: receiving fails']
      })
      waitUntil(196)
      expect((await get('/health')).status).toBe(503)
    })

    it('fails when every slot holds a job that does not end', async () => {
      activity.queues = [aQueue({ slotsBusy: 4, slotsStuck: 4 }), aQueue({ name: 'bulk' })]
      const { status, body } = await get('/health')
      expect(status).toBe(503)
      expect(body.error).toMatchObject({
        slot_progress: { message: 'Every job is over its time: assessments' }
      })
    })

    it('is degraded but ok when jobs do not end and a slot is left', async () => {
      activity.queues = [aQueue({ slotsBusy: 4, slotsStuck: 3 })]
      const { status, body } = await get('/health')
      expect(status).toBe(200)
      expect(body.details.worker).toEqual({
        status: 'up',
        state: 'degraded',
        reasons: ['assessments: 3 jobs are over their time']
      })
    })

    it('is degraded but ok when visibility is not renewed', async () => {
      const working = { slotsBusy: 1, oldestHandlerStartedAt: at(0), lastPollFinishedAt: at(100) }
      activity.queues = [aQueue({ ...working, lastHeartbeatAt: at(40) })]
      waitUntil(100)
      expect((await get('/health')).body.details.worker.state).toBe('running')
      waitUntil(101)
      const { status, body } = await get('/health')
      expect(status).toBe(200)
      expect(body.details.worker.reasons).toEqual(['assessments: visibility is not renewed'])
    })

    it('fails when visibility is not renewed and the poll loop is stale too', async () => {
      activity.queues = [aQueue({ slotsBusy: 1, oldestHandlerStartedAt: at(0), lastHeartbeatAt: at(10) })]
      waitUntil(71)
      const { status, body } = await get('/health')
      expect(status).toBe(503)
      expect(body.details.worker.reasons).toEqual(['assessments: visibility is not renewed'])
    })

    it('is degraded but ok when a gate is closed: a restart would not cure what is behind it', async () => {
      activity.queues = [aQueue({ closedGates: ['ledger', 'backend'] })]
      const { status, body } = await get('/health')
      expect(status).toBe(200)
      expect(body.details.worker.reasons).toEqual([
        'assessments: gate ledger is closed',
        'assessments: gate backend is closed'
      ])
    })

    it('fails when the event loop was blocked for 30 s without a break', async () => {
      const eventLoop = app.get(EventLoopIndicator)
      eventLoop.observe()
      p99Ms = 2_001
      waitUntil(20)
      eventLoop.observe()
      waitUntil(29)
      eventLoop.observe()
      expect((await get('/health')).status).toBe(200)
      waitUntil(30)
      const blocked = await get('/health')
      expect(blocked).toMatchObject({ status: 503, body: { error: { event_loop: { p99Ms: 2001 } } } })
      p99Ms = 10
      eventLoop.observe()
      expect((await get('/health')).status).toBe(200)
    })

    it('stays ok while the worker drains, whatever its slots and polls do', async () => {
      activity.isDraining = true
      activity.queues = [aQueue({ slotsBusy: 4, oldestHandlerStartedAt: at(0) })]
      waitUntil(1000)
      const { status, text, body } = await get('/health')
      expect(status).toBe(200)
      expect(text).toContain('"status":"ok"')
      expect(body.details.worker.state).toBe('draining')
    })

    it('says that it is degraded by what is amiss beside the queue, and stays ok', async () => {
      impairments = ['notify: e-mails wait, the key of priya@example.com']
      const { status, body } = await get('/health')
      expect(status).toBe(200)
      expect(body.details.worker).toMatchObject({
        state: 'degraded',
        reasons: ['notify: e-mails wait, the key of ***']
      })
    })

    it('says that it is paused', async () => {
      activity.queues = [aQueue({ isPaused: true })]
      expect((await get('/health')).body.details.worker.state).toBe('paused')
    })

    it('is ready although it was paused before its first receive, and says why it is paused', async () => {
      const pause = { since: at(5), reason: 'for the upgrade, ask priya@example.com' }
      activity.queues = [aQueue({ isPaused: true, pause, lastPollFinishedAt: undefined })]
      expect((await get('/health/ready')).status).toBe(200)
      const { text, body } = await get('/health/detail')
      expect(body.queues[0]).toMatchObject({ isPaused: true, pause: { since: at(5).toISOString() } })
      expect(text).toContain('for the upgrade, ask ***')
    })
  })

  describe('GET /health/ready', () => {
    it('is ok when the first receive is over and every probe says yes', async () => {
      const { status, body } = await get('/health/ready')
      expect(status).toBe(200)
      expect(body.details).toMatchObject({
        first_poll: { status: 'up' },
        database: { status: 'up', detail: 'PostGIS 3.5' },
        reference_data: { status: 'up', detail: '12 layers' }
      })
    })

    it('fails before the first receive is over', async () => {
      activity.queues = [aQueue({ lastPollFinishedAt: undefined })]
      expect(await get('/health/ready')).toMatchObject({ status: 503, body: { error: { first_poll: {} } } })
    })

    it('fails with the reason of the probe', async () => {
      referenceData.answer = async () => ({ isReady: false, detail: 'no rows in rates_lookup' })
      const { status, body } = await get('/health/ready')
      expect(status).toBe(503)
      expect(body.error).toEqual({
        reference_data: { status: 'down', isReady: false, detail: 'no rows in rates_lookup' }
      })
    })

    it('reports a probe that is not required without failing', async () => {
      backend.answer = async () => ({ isReady: false, detail: 'no answer' })
      const { status, body } = await get('/health/ready')
      expect(status).toBe(200)
      expect(body.details.backend).toEqual({ status: 'up', isReady: false, detail: 'no answer' })
    })

    it('takes an exception for a no and shows it short, without secrets or addresses', async () => {
      database.answer = () => {
        throw new Error(
          `postgres://app:s3cret@db/x password=hunter2 planner@example.com ${'long '.repeat(100)}`
        )
      }
      const { status, text, body } = await get('/health/ready')
      expect(status).toBe(503)
      expect(text).not.toMatch(/s3cret|hunter2|planner/)
      expect(body.error.database.detail.length).toBeLessThanOrEqual(200)
    })

    it('does not wait for a probe that hangs, and asks it only once', async () => {
      database.answer = () => new Promise(() => undefined)
      const first = get('/health/ready')
      while (referenceData.calls === 0) await sleep(5)
      waitUntil(10)
      const notReady = { status: 503, body: { error: { database: { detail: 'No answer within 2000 ms' } } } }
      expect(await Promise.all([first, get('/health/ready')])).toMatchObject([notReady, notReady])
      expect([database.calls, referenceData.calls]).toEqual([1, 2])
    })

    it('keeps answers for five seconds', async () => {
      await Promise.all([get('/health/ready'), get('/health/ready')])
      waitUntil(4.9)
      await get('/health/ready')
      expect(database.calls).toBe(1)
      waitUntil(5)
      await get('/health/ready')
      expect(database.calls).toBe(2)
    })
  })

  it('GET /health/ready fails while SQS cannot be received from, and says why, without secrets', async () => {
    const lastPollError = { at: at(5), message: 'AccessDenied: key=abc' }
    activity.queues = [aQueue({ lastPollError })]
    const { status, body } = await get('/health/ready')
    expect(status).toBe(503)
    expect(body.error).toEqual({
      receiving: { status: 'down', detail: 'assessments: AccessDenied: key=***' }
    })
    activity.queues = [aQueue()]
    expect((await get('/health/ready')).status).toBe(200)
  })

  it('GET /health/ready is red within 15 s after the database has gone', async () => {
    expect((await get('/health/ready')).status).toBe(200)
    database.answer = async () => ({ isReady: false, detail: 'no connection' })
    waitUntil(15)
    expect((await get('/health/ready')).status).toBe(503)
  })

  it('GET /health/detail shows what was counted', async () => {
    app.get(Metrics).count('JobsFailed', { reason: 'backend_unavailable' })
    expect((await get('/health/detail')).body.metrics).toContainEqual({
      name: 'JobsFailed',
      unit: 'Count',
      reason: 'backend_unavailable',
      value: 1
    })
  })

  it('GET /health/detail shows queues, slots, gates, errors, memory, event loop and probes', async () => {
    const lastPollError = { at: at(5), message: 'https://key:pass@sqs refused' }
    activity.queues = [aQueue({ slotsBusy: 2, closedGates: ['database'], lastPollError })]
    app.get(EventLoopIndicator).observe()
    const { status, body } = await get('/health/detail')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      service: { name: 'nrf-impact-assessment-service', version: '1.2.3', environment: 'test' },
      worker: { state: 'degraded' },
      queues: [
        {
          name: 'assessments',
          slotsBusy: 2,
          slotsTotal: 4,
          closedGates: ['database'],
          lastPollError: { at: at(5).toISOString(), message: 'https://***@sqs refused' }
        }
      ],
      eventLoop: { p99Ms: 3 },
      memory: { rssMiB: expect.any(Number) }
    })
    expect(body.probes).toContainEqual({
      name: 'backend',
      isRequired: false,
      isReady: true,
      detail: 'closed'
    })
  })

  it('GET /version names the versions of service, schema, data and assessments', async () => {
    expect((await get('/version')).body).toEqual({ version: '1.2.3', ...VERSIONS })
  })
})
