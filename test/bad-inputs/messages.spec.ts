import type { WorkerProcess } from '@nrf/local-env'
import { FAILURE_CODES } from '../../src/failures/failure-codes'
import { execute } from '../contract/execute'
import { AssessmentService, logged } from '../flow/assessment-service'
import { SampleDistrict } from '../flow/sample-district'
import { PATIENCE_MS, until } from '../flow/until'
import { messageRows, type MessageRow, type Verdict } from './message-rows'
import { Bait } from './bait'

jest.setTimeout(4 * PATIENCE_MS)

interface Result {
  readonly status?: string
  readonly error?: { readonly code: keyof typeof FAILURE_CODES; readonly message: string }
}

const LAST_GOOD = 'NRF-929999'
/** Sent in parts, so that a slow machine is not asked about hundreds of messages at once. */
const AT_ONCE = 40

describe('a running worker', () => {
  let service: AssessmentService
  let worker: WorkerProcess
  let bait: Bait
  let rows: { readonly row: MessageRow; readonly reference: string }[]
  let startedBefore: string
  const messageIds = new Map<string, string>()

  beforeAll(async () => {
    bait = await Bait.open()
    const district = await SampleDistrict.read()
    const { geometry } = district.details('NRF-900001').boundary
    rows = messageRows(bait.url, geometry).map((row, index) => ({
      row,
      reference: `NRF-${920_000 + index}`
    }))
    service = await AssessmentService.start({ queue: { maxReceiveCount: 2 } })
    startedBefore = await databaseStart()
    worker = await service.startWorker({ LOG_LEVEL: 'info' })
    await sendAll()
  }, 4 * PATIENCE_MS)

  afterAll(async () => {
    bait?.close()
    await service?.stop()
  })

  async function databaseStart(): Promise<string> {
    const question = 'SELECT pg_postmaster_start_time()::text AS started'
    const [{ started }] = await execute<{ started: string }>(service.database, question)
    return started
  }

  async function sendAll(): Promise<void> {
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      for (const { row, reference } of rows.slice(at, at + AT_ONCE))
        messageIds.set(reference, await service.submit(row.body(reference), row.attributes))
      await service.untilQueueIsEmpty()
    }
  }

  const resultOf = (reference: string) =>
    service.backend.received
      .filter((request) => request.route === 'results' && request.reference === reference)
      .map(({ body }): Result => Object(body))

  async function verdictOf(reference: string): Promise<Verdict> {
    const messageId = messageIds.get(reference)!
    const [result] = resultOf(reference)
    if (result?.status === 'COMPLETED') return { kind: 'accepted' }
    await service.deadLetters.bodyOf(messageId)
    if (result?.error) return { kind: 'reported', code: result.error.code }
    const setAside = await logged(worker, 'message_validation_failed', { messageId })
    return { kind: 'set-aside', code: String(setAside['error.code']) }
  }

  it('decides every row as it should, tells it once and in plain words, and loses none', async () => {
    const verdicts = await Promise.all(
      rows.map(async ({ row: { id, title }, reference }) => [id, title, await verdictOf(reference)])
    )
    expect(verdicts).toEqual(rows.map(({ row: { id, title, verdict } }) => [id, title, verdict]))
    for (const { reference, row } of rows) {
      const results = resultOf(reference)
      expect([row.id, results.length]).toEqual([row.id, row.verdict.kind === 'set-aside' ? 0 : 1])
    }
    const told = rows.flatMap(({ reference }) => resultOf(reference).flatMap(({ error }) => error ?? []))
    expect(told).toEqual(told.map(({ code }) => ({ code, message: FAILURE_CODES[code].publicText })))
  })

  it('reports within 5 s of the receipt', async () => {
    const refused = rows.filter(({ row }) => row.verdict.kind === 'reported')
    const waits = await Promise.all(
      refused.map(async ({ reference }) => {
        const at = async (event: string, about: object): Promise<number> =>
          Date.parse(String((await logged(worker, event, about))['@timestamp']))
        const received = await at('message_received', { messageId: messageIds.get(reference) })
        return (await at('effect_sent', { reference })) - received
      })
    )
    expect(Math.max(...waits)).toBeLessThan(5_000)
  })

  it('asks nobody for anything that a message names, and writes one line for one event', async () => {
    expect(bait.calls).toBe(0)
    const forged = rows.filter(({ row: { id } }) => id === 'I-02')
    expect(forged).toHaveLength(1)
    expect(worker.output).not.toContain('"level":50')
    expect(worker.logs.filter((line) => 'level' in line)).toEqual([])
  })

  it('is the same process on the same database afterwards, and still does its work', async () => {
    expect(service.workers).toHaveLength(1)
    expect(worker.hasEnded).toBe(false)
    expect(await databaseStart()).toBe(startedBefore)
    const good = rows.find(({ row }) => row.id === 'A-04')!
    await service.submit(good.row.body(LAST_GOOD))
    await until(
      async () => resultOf(LAST_GOOD),
      (results) => results.length === 1
    )
    expect(resultOf(LAST_GOOD)).toMatchObject([{ status: 'COMPLETED' }])
  })
})
