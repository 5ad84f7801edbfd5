import type { WorkerProcess } from '@nrf/local-env'
import { describeWithRealSessions } from '../environment/test-database'
import { AssessmentService, logged } from '../flow/assessment-service'
import { PATIENCE_MS } from '../flow/until'
import { randomJobs } from './random-jobs'

const JOBS = 20
/** The server may hand a message to the last poll of a worker that has stopped; it comes again after this time. */
const NO_MESSAGE_WAITS_LONG = {
  SQS_WAIT_TIME_SECONDS: '0',
  SQS_VISIBILITY_TIMEOUT: '10',
  DB_STATEMENT_TIMEOUT_SECONDS: '5'
}

jest.setTimeout(2 * PATIENCE_MS)

/** The embedded database runs one job at a time, whatever the slots. */
describeWithRealSessions('results of a worker with one slot and with four', () => {
  let service: AssessmentService
  const jobs = randomJobs(JOBS, ['gcn', 'nutrient'])
  const runs = new Map<number, { readonly posted: ReadonlyMap<string, string>; readonly atOnce: number }>()

  beforeAll(async () => {
    service = await AssessmentService.start({ settings: NO_MESSAGE_WAITS_LONG })
    for (const slots of [1, 4]) runs.set(slots, await runAll(slots))
  })

  afterAll(() => service?.stop())

  /** All jobs wait when the worker starts, so that it fills its slots. */
  async function runAll(slots: number) {
    await service.forgetJobs()
    const before = service.backend.received.length
    for (const job of jobs) service.backend.put(job)
    const messageIds: string[] = []
    for (const { reference } of jobs) messageIds.push(await service.submit({ reference }))
    const worker = await service.startWorker({ SQS_ASSESSMENTS_SLOTS: `${slots}` })
    for (const messageId of messageIds) await logged(worker, 'message_deleted', { messageId })
    await worker.stop()
    const posted = service.backend.received.slice(before).filter(({ route }) => route === 'results')
    return {
      posted: new Map(posted.map(({ path, rawBody }) => [path, rawBody.toString('utf8')])),
      atOnce: mostAtOnce(worker)
    }
  }

  it('run one job at a time, and several', () => {
    expect(runs.get(1)?.atOnce).toBe(1)
    expect(runs.get(4)?.atOnce).toBeGreaterThan(1)
  })

  it('are the same bytes for each of the jobs', () => {
    const [one, four] = [runs.get(1)!.posted, runs.get(4)!.posted]
    expect([one.size, four.size]).toEqual([JOBS, JOBS])
    expect([...one].filter(([path, body]) => four.get(path) !== body).map(([path]) => path)).toEqual([])
  })
})

/** Most jobs that were begun and not yet done, by the log. */
function mostAtOnce({ logs }: WorkerProcess): number {
  let running = 0
  return logs.reduce((most, log) => {
    if (log['event.action'] === 'message_received') running += 1
    if (log['event.action'] === 'job_completed') running -= 1
    return Math.max(most, running)
  }, 0)
}
