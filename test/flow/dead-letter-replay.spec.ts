import { createHash } from 'node:crypto'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { deadLettersOf, lendLedger } from '../../src/cli/operator-context'
import { loadLedgerConfig } from '../../src/config/load-config'
import type { JobLedger, Verdict } from '../../src/ledger/job-ledger'
import { nrfDlq } from '../builders/operator-commands'
import { AssessmentService, logged } from './assessment-service'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS, until } from './until'

jest.setTimeout(3 * PATIENCE_MS)

const { signal } = new AbortController()
const DEAD = references(950_000, 40)
const COMPLETED = references(960_000, 800)
const CAME_BACK = references(970_000, 60)
const UNREADABLE_COUNT = 100

describe('a replay of 1,000 dead letters', () => {
  let service: AssessmentService
  let environment: Record<string, string>
  const before = { ...process.env }

  beforeAll(async () => {
    service = await AssessmentService.start()
    environment = await service.workerEnvironment()
    process.env['AWS_ACCESS_KEY_ID'] = environment['AWS_ACCESS_KEY_ID']
    process.env['AWS_SECRET_ACCESS_KEY'] = environment['AWS_SECRET_ACCESS_KEY']
    const district = await SampleDistrict.read()
    for (const reference of DEAD) service.backend.put(district.details('NRF-900001', reference))
    await lendLedger(loadLedgerConfig(environment), async (ledger) => {
      for (const reference of DEAD) await end(ledger, reference, 'dead')
      for (const reference of COMPLETED) await end(ledger, reference, 'completed')
    })
    await bury([...DEAD, ...COMPLETED].map((reference) => ({ reference })))
    await bury(
      CAME_BACK.map((reference) => ({ reference })),
      '3'
    )
    await bury(Array.from({ length: UNREADABLE_COUNT }, (_, index) => ({ without: index })))
  }, 2 * PATIENCE_MS)

  afterAll(async () => {
    process.env = before
    await service?.stop()
  })

  const dlq = (...args: readonly string[]) => nrfDlq(deadLettersOf(environment), args)

  async function bury(bodies: readonly object[], redrives?: string): Promise<void> {
    const MessageAttributes = redrives && { NrfRedrives: { DataType: 'Number', StringValue: redrives } }
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies.slice(start, start + 10).map((body, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(body),
        ...(MessageAttributes && { MessageAttributes })
      }))
      await service.queue.client.send(
        new SendMessageBatchCommand({ QueueUrl: service.queue.deadLetterUrl, Entries })
      )
    }
  }

  it('runs what is eligible, once, counts it, and leaves the rest where it is', async () => {
    const replayed = await dlq('replay', '--all', '--yes', '--rate', '1000')
    expect(replayed).toMatchObject({ err: '', exitCode: 0 })
    expect(replayed.out).toContain('40 messages sent, 0 messages deleted.')

    const worker = await service.startWorker()
    await service.untilQueueIsEmpty()
    for (const reference of DEAD) {
      await logged(worker, 'job_completed', { reference })
      expect(service.backend.resultOf(reference)).toMatchObject({ status: 'COMPLETED' })
    }
    const fetched = service.backend.received.filter(({ route }) => route === 'details')
    expect(fetched).toHaveLength(DEAD.length)
    expect(new Set(fetched.map(({ reference }) => reference))).toEqual(new Set(DEAD))
    await lendLedger(loadLedgerConfig(environment), async (ledger) => {
      const jobs = await ledger.summaries(DEAD.map(keyOf))
      expect(new Set(jobs.map(({ redrives }) => redrives))).toEqual(new Set([1]))
    })

    const { out } = await dlq('list')
    expect(out).toMatch(/completed_since .* 800 /)
    expect(out).toMatch(/unknown_to_ledger .* 160 /)
    const dropped = await dlq('replay', '--all', '--yes', '--rate', '1000', '--drop-completed')
    expect(dropped.out).toContain('0 messages sent, 800 messages deleted.')
    expect((await dlq('list')).out).toContain('160 messages.')
  })

  it('lists, explains and replays what a worker has given up', async () => {
    const [reference] = references(980_000, 1)
    const messageId = await service.submit({ reference }, { CorrelationId: 'trace-of-the-flow' })
    const explained = await until(
      () => dlq('explain', messageId),
      ({ exitCode }) => exitCode === 0
    )
    expect(explained.out).toMatch(/Cause +reference_unknown/)
    expect(explained.out).toMatch(/Trace id +trace-of-the-flow/)

    service.backend.put((await SampleDistrict.read()).details('NRF-900001', reference))
    expect(await dlq('replay', messageId, '--yes')).toMatchObject({ exitCode: 0 })
    await until(
      async () => service.backend.resultOf(reference),
      (result) => JSON.stringify(result)?.includes('"COMPLETED"')
    )
    expect(await dlq('explain', messageId)).toMatchObject({ exitCode: 1 })
  })
})

function references(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `NRF-${first + index}`)
}

function keyOf(reference: string): string {
  return `${reference}/*/1`
}

async function end(ledger: JobLedger, reference: string, verdict: Verdict): Promise<void> {
  const jobKey = keyOf(reference)
  const payloadHash = createHash('sha256').update(jobKey).digest('hex')
  const request = { reference, revision: 1 }
  const answer = await ledger.claim({ jobKey, request, payloadHash, messageId: 'm', redrives: 0 }, signal)
  if (answer.kind !== 'claimed') throw new Error(answer.kind)
  const errorCode = verdict === 'dead' ? 'backend_unavailable' : undefined
  await ledger.commit(answer.job, { verdict, errorCode, resultDigest: 'digest', effects: [] })
}
