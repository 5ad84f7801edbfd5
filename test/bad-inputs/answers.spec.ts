import type { WorkerProcess } from '@nrf/local-env'
import { execute } from '../contract/execute'
import { AssessmentService, logged } from '../flow/assessment-service'
import { SampleDistrict } from '../flow/sample-district'
import { PATIENCE_MS } from '../flow/until'
import { answerRows, type AnswerEnd, type AnswerRow } from './answer-rows'
import { Bait } from './bait'

jest.setTimeout(4 * PATIENCE_MS)

const SAMPLE = 'NRF-900001'
const LAST_GOOD = 'NRF-949999'
const MAX_RECEIVE_COUNT = 2
const TIMES = 9

describe('a running worker, answered badly', () => {
  let service: AssessmentService
  let worker: WorkerProcess
  let district: SampleDistrict
  let bait: Bait
  let rows: readonly AnswerRow[]
  let startedBefore: unknown

  beforeAll(async () => {
    bait = await Bait.open()
    rows = answerRows(bait.url)
    district = await SampleDistrict.read()
    service = await AssessmentService.start({ queue: { maxReceiveCount: MAX_RECEIVE_COUNT } })
    startedBefore = await databaseStart()
    worker = await service.startWorker()
  }, 4 * PATIENCE_MS)

  afterAll(async () => {
    bait?.close()
    await service?.stop()
  })

  const databaseStart = (): Promise<unknown> =>
    execute(service.database, 'SELECT pg_postmaster_start_time()::text AS started')

  function prepare({ backend = [], notify, details }: AnswerRow, reference: string): void {
    const good = district.details(SAMPLE, reference)
    service.backend.put(good)
    for (const failure of backend) service.backend.failNext({ ...failure, reference })
    const changed = { route: 'details', reference, status: 200, times: TIMES } as const
    if (details) service.backend.failNext({ ...changed, body: { ...good, ...details } })
    if (notify) service.notify.failNext(notify)
  }

  /** Waits for the end of a job, and tells it as the rows do. */
  async function endOf(reference: string, messageId: string): Promise<AnswerEnd> {
    const dead = logged(worker, 'job_dead', { reference }).then(async (log): Promise<AnswerEnd> => {
      await service.deadLetters.bodyOf(messageId)
      return { kind: 'dead', code: String(log['error.code']), reported: reportsOf(reference) }
    })
    const completed = logged(worker, 'message_deleted', { messageId }).then(async (): Promise<AnswerEnd> => {
      await service.untilQueueIsEmpty()
      return { kind: 'completed', emails: emailsAbout(reference) }
    })
    return Promise.any([dead, completed])
  }

  const reportsOf = (reference: string): string[] =>
    service.backend.deliveries.filter((one) => one.reference === reference).map(({ result }) => result)

  const emailsAbout = (reference: string): number =>
    service.notify.emails.filter(({ personalisation }) => personalisation['job_id'] === reference).length

  it('ends every job as it should', async () => {
    const ends: unknown[] = []
    for (const [index, row] of rows.entries()) {
      const reference = `NRF-${940_000 + index}`
      prepare(row, reference)
      ends.push([row.id, row.title, await endOf(reference, await service.submit({ reference }))])
    }
    expect(ends).toEqual(rows.map(({ id, title, end }) => [id, title, end]))
  })

  it('has followed no redirect, and called no address of the details', () => {
    expect(bait.calls).toBe(0)
  })

  it('is the same process with the same database afterwards, and works on', async () => {
    prepare(rows[0], LAST_GOOD)
    const end = await endOf(LAST_GOOD, await service.submit({ reference: LAST_GOOD }))
    expect(end).toEqual({ kind: 'completed', emails: 1 })
    expect(worker.hasEnded).toBe(false)
    expect(await databaseStart()).toEqual(startedBefore)
  })
})
