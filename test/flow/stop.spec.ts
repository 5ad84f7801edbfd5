import type { BackendRequest, WorkerProcess } from '@nrf/local-env'
import { ask, AssessmentService, logged, type Settings } from './assessment-service'
import { logFaults } from './log-rules'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS } from './until'

jest.setTimeout(3 * PATIENCE_MS)

const VISIBILITY_SECONDS = 6
/** Statements have to end before a message comes back. */
const STATEMENT_SECONDS = 2
/** Five seconds are kept for what follows the jobs, and five for interrupting them: these have no time at all. */
const SHORT_STOP_SECONDS = 10
const SHORT_STOP: Settings = { WORKER_GRACEFUL_SHUTDOWN_TIMEOUT: String(SHORT_STOP_SECONDS) }
const STOPPED = { code: 0, signal: null }

interface Job {
  readonly reference: string
  readonly messageId: string
}

describe('a worker that is stopped', () => {
  let service: AssessmentService
  let district: SampleDistrict
  let idle: WorkerProcess
  let leftBehind: Job

  beforeAll(async () => {
    district = await SampleDistrict.read()
    service = await AssessmentService.start({
      queue: { maxReceiveCount: 10 },
      settings: {
        SQS_VISIBILITY_TIMEOUT: String(VISIBILITY_SECONDS),
        JOB_LEASE_SECONDS: String(VISIBILITY_SECONDS - 2),
        DB_STATEMENT_TIMEOUT_SECONDS: String(STATEMENT_SECONDS),
        GOVUK_NOTIFY_TIMEOUT_SECONDS: '30'
      }
    })
  }, 2 * PATIENCE_MS)

  afterAll(() => service?.stop())

  const requests = (route: BackendRequest['route'], reference: string) =>
    service.backend.received.filter((request) => request.route === route && request.reference === reference)
  const emailsAbout = (reference: string) =>
    service.notify.emails.filter(({ personalisation }) => personalisation['job_id'] === reference)
  const arrived = (route: BackendRequest['route'], reference: string) =>
    service.backend.waitFor(
      (request) => request.route === route && request.reference === reference,
      PATIENCE_MS
    )

  /** Makes a job that gets as far as to its details, and gives it to the queue. */
  async function submit(
    reference: string,
    details: { hang?: boolean; delayMs?: number } = {}
  ): Promise<string> {
    service.backend.put(district.details('NRF-900001', reference))
    if (details.hang || details.delayMs) service.backend.failNext({ route: 'details', reference, ...details })
    return service.submit({ reference })
  }

  async function expectDone(worker: WorkerProcess, { reference, messageId }: Job): Promise<void> {
    await logged(worker, 'message_deleted', { messageId })
    await logged(worker, 'job_completed', { reference, reason: 'all_done' })
    expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
    expect(new Set(requests('results', reference).map(({ rawBody }) => rawBody.toString())).size).toBe(1)
    expect(emailsAbout(reference)).toHaveLength(1)
  }

  it('finishes the job that it has begun when there is time, and answers for its health meanwhile', async () => {
    const reference = 'NRF-920001'
    const worker = await service.startWorker()
    const messageId = await submit(reference, { delayMs: 500 })
    await arrived('details', reference)
    const stopping = worker.stop()
    await logged(worker, 'worker_draining')
    expect(await ask(worker, '/health')).toMatchObject({
      status: 200,
      body: { info: { worker: { state: 'draining' } } }
    })
    expect(await stopping).toMatchObject(STOPPED)
    await expectDone(worker, { reference, messageId })
    expect(await logged(worker, 'worker_shutdown')).toMatchObject({
      message: expect.stringContaining('1 received, 1 processed, 0 failed, 0 interrupted')
    })
  })

  it('gives the job back when there is no time, and another worker finishes it', async () => {
    const reference = 'NRF-920002'
    const first = await service.startWorker(SHORT_STOP)
    const messageId = await submit(reference, { hang: true })
    await arrived('details', reference)
    const ending = await first.stop()
    expect(ending).toMatchObject(STOPPED)
    expect(ending.afterMs).toBeLessThan(SHORT_STOP_SECONDS * 1000)
    await logged(first, 'job_interrupted', { reference })
    await logged(first, 'message_released', { messageId })
    expect(await service.queueCounts()).toEqual({ waiting: 1, inFlight: 0 })

    idle = await service.startWorker()
    await expectDone(idle, { reference, messageId })
  })

  it('ends at once when it has nothing to do', async () => {
    const ending = await idle.stop()
    expect(ending).toMatchObject(STOPPED)
    expect(ending.afterMs).toBeLessThan(10_000)
    await logged(idle, 'worker_shutdown')
  })

  it('ends with 1 at the second signal', async () => {
    const reference = 'NRF-920003'
    const worker = await service.startWorker()
    const messageId = await submit(reference, { hang: true })
    await arrived('details', reference)
    process.kill(worker.pid!, 'SIGTERM')
    await logged(worker, 'worker_draining')
    process.kill(worker.pid!, 'SIGTERM')
    expect(await worker.ended).toEqual({ code: 1, signal: null })
    await logged(worker, 'worker_forced_exit')
    leftBehind = { reference, messageId }
  })

  describe('by kill -9', () => {
    let worker: WorkerProcess

    beforeAll(async () => {
      worker = await service.startWorker()
    }, PATIENCE_MS)

    /** The worker that finds the message when its time is over; the next test kills that one. */
    async function replaceKilled(): Promise<void> {
      await worker.kill()
      worker = await service.startWorker()
    }

    it('finishes the job of the worker that was forced to end', async () => {
      await expectDone(worker, leftBehind)
      expect(requests('details', leftBehind.reference)).toHaveLength(2)
    })

    it('loses no job that it has just begun', async () => {
      const reference = 'NRF-920004'
      const messageId = await submit(reference, { hang: true })
      await arrived('details', reference)
      await replaceKilled()
      await expectDone(worker, { reference, messageId })
      expect(requests('details', reference)).toHaveLength(2)
    })

    it('has its result posted again with the same bytes', async () => {
      const reference = 'NRF-920005'
      service.backend.failNext({ route: 'results', reference, hang: true, afterApplying: true })
      const messageId = await submit(reference)
      await arrived('results', reference)
      service.backend.put(district.details('NRF-900001', reference))
      await replaceKilled()
      await expectDone(worker, { reference, messageId })
      expect(requests('results', reference)).toHaveLength(2)
    })

    it('has no e-mail sent again', async () => {
      const reference = 'NRF-920006'
      service.notify.failNext({ route: 'email', hang: true, afterApplying: true })
      const messageId = await submit(reference)
      await service.notify.waitFor(({ rawBody }) => rawBody.includes(reference), PATIENCE_MS)
      await replaceKilled()
      await expectDone(worker, { reference, messageId })
      expect(await logged(worker, 'effect_reconciled', { reference })).toBeDefined()
    })
  })

  it('leaves the queues empty and its log clean', async () => {
    await service.untilQueueIsEmpty()
    expect(await service.deadLetters.ids()).toEqual([])
    expect(logFaults({ service, district })).toEqual([])
  })
})
