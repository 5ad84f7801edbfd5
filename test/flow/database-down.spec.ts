import { setTimeout as delay } from 'node:timers/promises'
import { TcpFaultProxy, type WorkerProcess } from '@nrf/local-env'
import { describeWithRealSessions } from '../environment/test-database'
import { ask, AssessmentService, logged } from './assessment-service'
import { logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS, until } from './until'

jest.setTimeout(2 * PATIENCE_MS)

/** A worker that did receive would have the message by then. */
const LONGER_THAN_A_POLL_MS = 1500

interface Detail {
  readonly queues: readonly { readonly pollStartedAt?: string }[]
}

const isPolling = (detail: unknown) => (detail as Detail).queues[0].pollStartedAt !== undefined

describeWithRealSessions('a worker whose database goes away', () => {
  let service: AssessmentService
  let district: SampleDistrict
  let proxy: TcpFaultProxy
  let worker: WorkerProcess
  let running: Awaited<ReturnType<typeof submit>>
  let waiting: typeof running

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start({ queue: { maxReceiveCount: 20 } })
    const link = await TcpFaultProxy.before(service.databaseUrl)
    proxy = link.proxy
    worker = await service.startWorker({ DATABASE_URL: link.url, JOB_LEASE_SECONDS: '5' })
  }, 2 * PATIENCE_MS)

  afterAll(async () => {
    await service?.stop()
    await proxy?.stop()
  })

  async function submit(reference: string, delayMs = 0) {
    service.backend.put(district.details('NRF-900001', reference))
    if (delayMs > 0) service.backend.failNext({ route: 'details', reference, delayMs })
    return { reference, messageId: await service.submit({ reference }) }
  }

  const receiptsOf = (messageId: string) =>
    worker.logs
      .filter((log) => log['event.action'] === 'message_received' && log['event.reason'] === messageId)
      .map(({ message }) => message)

  it('keeps the job that was running, for later', async () => {
    running = await submit('NRF-930001', 500)
    await service.backend.waitFor(({ reference }) => reference === running.reference, PATIENCE_MS)
    proxy.cut()
    expect(await logged(worker, 'job_retry_scheduled', { reference: running.reference })).toMatchObject({
      'error.code': 'database_unavailable'
    })
  })

  it('closes its gate, stays alive and says what is missing', async () => {
    for (const reason of ['reference_data', 'ledger']) await logged(worker, 'gate_closed', { reason })
    expect(await ask(worker, '/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', info: { worker: { state: 'degraded' } } }
    })
    expect(await ask(worker, '/version')).toMatchObject({
      status: 200,
      body: { schema: null, data: null, problems: [expect.stringMatching(/^schema: /), expect.any(String)] }
    })
    expect(await ask(worker, '/health/detail')).toMatchObject({
      status: 200,
      body: { queues: [{ closedGates: expect.arrayContaining(['reference_data', 'ledger']) }] }
    })
    expect(
      await until(
        () => ask(worker, '/health/ready'),
        ({ status }) => status === 503
      )
    ).toMatchObject({ body: { error: { reference_data: { isReady: false } } } })
  })

  it('receives nothing, and does everything once the database is back', async () => {
    await until(
      () => ask(worker, '/health/detail'),
      ({ body }) => !isPolling(body)
    )
    waiting = await submit('NRF-930002')
    await delay(LONGER_THAN_A_POLL_MS)
    expect(receiptsOf(waiting.messageId)).toEqual([])
    proxy.mend()
    await logged(worker, 'gate_opened')
    await logged(worker, 'message_deleted', { messageId: waiting.messageId })
    await logged(worker, 'message_deleted', { messageId: running.messageId })
    expect(receiptsOf(waiting.messageId)).toEqual([expect.stringContaining('delivery 1')])
    for (const { reference } of [waiting, running]) {
      expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
    }
  })

  it('keeps its log clean', async () => {
    await service.untilQueueIsEmpty()
    expect(await service.deadLetters.ids()).toEqual([])
    expect(logFaults({ service, district })).toEqual([])
  })
})
