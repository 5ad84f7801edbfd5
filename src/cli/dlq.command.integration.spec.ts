import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type Message
} from '@aws-sdk/client-sqs'
import { nrfDlq } from '../../test/builders/operator-commands'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import { openTestQueue, type TestQueue } from '../../test/environment/test-queue'
import { loadLedgerConfig } from '../config/load-config'
import type { FailureCode } from '../failures/failure-codes'
import type { JobLedger } from '../ledger/job-ledger'
import { deadLettersOf, lendLedger } from './operator-context'

const { signal } = new AbortController()
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
const byText = (one: string, other: string) => one.localeCompare(other)

describe('nrf dlq on a queue and a database', () => {
  let database: TestDatabase
  let queue: TestQueue
  const before = { ...process.env }

  beforeAll(async () => {
    Object.assign(process.env, CREDENTIALS)
    database = await openTestDatabase()
  })

  beforeEach(async () => {
    queue = await openTestQueue()
  })

  afterEach(() => queue.close())

  afterAll(async () => {
    process.env = before
    await database.close()
  })

  const environment = (): NodeJS.ProcessEnv => ({
    ENVIRONMENT: 'local',
    DATABASE_URL: database.url,
    ...(database.isSingleSession && { DB_SINGLE_SESSION: 'true' }),
    AWS_SQS_QUEUE_URL: queue.url,
    AWS_REGION: queue.region,
    SQS_ENDPOINT: queue.endpoint
  })
  const dlq = (...args: readonly string[]) => nrfDlq(deadLettersOf(environment()), args)
  const onLedger = <T>(use: (ledger: JobLedger) => Promise<T>) =>
    lendLedger(loadLedgerConfig(environment()), use)

  async function bury(body: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
    )
    const { MessageId } = await queue.client.send(
      new SendMessageCommand({ QueueUrl: queue.deadLetterUrl, MessageBody: body, MessageAttributes })
    )
    return MessageId!
  }

  /** What can be received from a queue now; it is deleted. */
  async function drain(QueueUrl: string): Promise<Message[]> {
    const found: Message[] = []
    for (;;) {
      const { Messages = [] } = await queue.client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] })
      )
      if (Messages.length === 0) return found
      for (const { ReceiptHandle } of Messages)
        await queue.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      found.push(...Messages)
    }
  }

  const idsIn = async (url: string) => (await drain(url)).map(({ MessageId }) => MessageId!).toSorted(byText)

  async function visibleCount(): Promise<number> {
    const { Attributes } = await queue.client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queue.deadLetterUrl,
        AttributeNames: ['ApproximateNumberOfMessages']
      })
    )
    return Number(Attributes?.ApproximateNumberOfMessages)
  }

  const keyOf = (reference: string) => `${reference}/*/1`
  const claim = (ledger: JobLedger, reference: string) =>
    ledger.claim(
      {
        jobKey: keyOf(reference),
        request: { reference, revision: 1 },
        payloadHash: 'hash',
        messageId: 'message',
        redrives: 0
      },
      signal
    )

  async function end(
    reference: string,
    verdict: 'completed' | 'dead',
    errorCode?: FailureCode
  ): Promise<void> {
    await onLedger(async (ledger) => {
      const answer = await claim(ledger, reference)
      if (answer.kind !== 'claimed') throw new Error(answer.kind)
      await ledger.commit(answer.job, { verdict, errorCode, resultDigest: 'digest', effects: [] })
    })
  }

  it('counts messages by cause and leaves every one visible', async () => {
    await end('NRF-400001', 'dead', 'backend_unavailable')
    await end('NRF-400002', 'completed')
    const ids = [
      await bury('{"reference":"NRF-400001"}'),
      await bury('{"reference":"NRF-400002"}'),
      await bury('{"reference":"NRF-400003"}'),
      await bury('not json')
    ]
    await onLedger((ledger) => ledger.quarantine(ids[3], 'malformed_message'))

    const { out, err, exitCode } = await dlq('list')
    expect(err).toBe('')
    expect(exitCode).toBe(0)
    for (const [index, cause] of [
      'backend_unavailable',
      'completed_since',
      'unknown_to_ledger',
      'malformed_message'
    ].entries()) {
      expect(out).toMatch(new RegExp(`${cause} .* 1 .*${ids[index]}`))
    }
    expect(out).toContain('4 messages.')
    expect(await visibleCount()).toBe(4)
    expect(await idsIn(queue.deadLetterUrl)).toEqual(ids.toSorted(byText))
  })

  it('looks at no more than it is asked to', async () => {
    for (let count = 0; count < 25; count += 1) await bury('{"reference":"NRF-400010"}')
    const { out } = await dlq('list', '--limit', '12')
    expect(out).toContain('12 messages.')
    expect(out).toContain('The queue holds about 25 messages; --limit looks at more.')
    expect(await visibleCount()).toBe(25)
  })

  it('explains one message without its body, and with it masked', async () => {
    const body = JSON.stringify({ reference: 'NRF-400020', email: 'priya@example.com' })
    await end('NRF-400020', 'dead', 'result_refused')
    const id = await bury(body, { CorrelationId: 'trace-20' })
    const plain = await dlq('explain', id)
    expect(plain.exitCode).toBe(0)
    for (const text of [id, 'NRF-400020', 'result_refused', 'developer', 'trace-20', `${body.length} bytes`])
      expect(plain.out).toContain(text)
    expect(plain.out).not.toContain('example.com')

    const { out } = await dlq('explain', id, '--body')
    expect(out).toContain('p***@example.com')
    expect(await visibleCount()).toBe(1)
    expect(await dlq('explain', 'unknown')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('No message unknown')
    })
  })

  it('only says what a replay would do, until it is told to do it', async () => {
    await end('NRF-400030', 'dead', 'backend_unavailable')
    const id = await bury('{"reference":"NRF-400030"}')
    const { out, exitCode } = await dlq('replay', '--code', 'backend_unavailable')
    expect(out).toBe('Send 1 message: backend_unavailable 1\nNothing was done. Do it with --yes.\n')
    expect(exitCode).toBe(0)
    expect(await idsIn(queue.deadLetterUrl)).toEqual([id])
    expect(await idsIn(queue.url)).toEqual([])
  })

  it('sends the same body and attributes, with the redrive counted', async () => {
    const body = '{ "reference" : "NRF-400040" }'
    const id = await bury(body, { CorrelationId: 'trace-40', NrfRedrives: '1' })
    const { out, exitCode } = await dlq('replay', id, '--yes')
    expect(out).toContain('1 message sent, 0 messages deleted.')
    expect(exitCode).toBe(0)
    const [sent, ...others] = await drain(queue.url)
    expect(others).toEqual([])
    expect(sent).toMatchObject({
      Body: body,
      MessageAttributes: {
        CorrelationId: { DataType: 'String', StringValue: 'trace-40' },
        NrfRedrives: { StringValue: '2' }
      }
    })
    expect(await visibleCount()).toBe(0)
  })

  it('deletes what has completed when it is told to', async () => {
    await end('NRF-400050', 'completed')
    const id = await bury('{"reference":"NRF-400050"}')
    await dlq('replay', '--all', '--yes')
    expect(await visibleCount()).toBe(1)
    expect(await dlq('replay', id, '--yes')).toMatchObject({ exitCode: 1 })
    const { out } = await dlq('replay', '--all', '--drop-completed', '--yes')
    expect(out).toContain('0 messages sent, 1 message deleted.')
    expect(await idsIn(queue.deadLetterUrl)).toEqual([])
    expect(await idsIn(queue.url)).toEqual([])
  })

  it('touches no dead-letter queue that would move its messages on', async () => {
    const another = await openTestQueue()
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${queue.region}:000000000000:${another.name}`,
      maxReceiveCount: 1
    })
    const id = await bury('{}')
    await queue.client.send(
      new SetQueueAttributesCommand({ QueueUrl: queue.deadLetterUrl, Attributes: { RedrivePolicy } })
    )
    const { exitCode, err } = await dlq('list')
    expect(exitCode).toBe(1)
    expect(err).toContain('has a redrive policy of its own')
    expect(await idsIn(queue.deadLetterUrl)).toEqual([id])
    await another.close()
  })

  it('says what to do when the dead-letter queue is not known or not there', async () => {
    const ownQueue = await dlq('list', '--queue', queue.url)
    expect(ownQueue).toMatchObject({ exitCode: 1, err: expect.stringContaining('not its dead-letter queue') })
    const missing = await dlq('list', '--queue', `${queue.deadLetterUrl}-missing`)
    expect(missing).toMatchObject({ exitCode: 1, err: expect.stringContaining('Check AWS_SQS_QUEUE_URL') })
    await queue.client.send(
      new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { RedrivePolicy: '' } })
    )
    expect(await dlq('list')).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Name it with AWS_SQS_DLQ_URL or --queue')
    })
  })
})
