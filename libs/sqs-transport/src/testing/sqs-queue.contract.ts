import { SqsQueue } from '../sqs-queue'

interface QueueUnderTest {
  readonly queue: SqsQueue
  readonly send: (body: string) => Promise<void>
  readonly wait: (ms: number) => Promise<void>
}

const HIDE_SECONDS = 1
const EXPIRY_MS = 1200

type OpenQueue = (redriveAfter?: number) => Promise<QueueUnderTest>

const { signal } = new AbortController()
const request = { maxMessages: 10, waitTimeSeconds: 0, visibilityTimeoutSeconds: 30 }

/** What the transport relies on, of SQS and of the fake that stands in for it. */
export function describeSqsQueue(name: string, open: OpenQueue): void {
  describeReceives(name, open)
  describeHandles(name, open)
  describeChanges(name, open)
}

function describeReceives(name: string, open: OpenQueue): void {
  describe(`a receive, ${name}`, () => {
    it('hands out at most as many messages as asked for, each under a handle of its own', async () => {
      const { queue, send } = await open()
      for (const body of ['a', 'b', 'c']) await send(body)
      const first = await queue.receive({ ...request, maxMessages: 2 }, signal)
      const rest = await queue.receive(request, signal)
      expect([...first, ...rest].map(({ Body }) => Body)).toEqual(['a', 'b', 'c'])
      expect(first).toHaveLength(2)
      expect(new Set([...first, ...rest].map(({ ReceiptHandle }) => ReceiptHandle)).size).toBe(3)
      expect(first[0].Attributes?.ApproximateReceiveCount).toBe('1')
    })

    it('answers an empty receive with no messages', async () => {
      const { queue } = await open()
      expect(await queue.receive(request, signal)).toEqual([])
    })

    it('lets a receive wait for a message', async () => {
      const { queue, send, wait } = await open()
      const received = queue.receive({ ...request, waitTimeSeconds: 5 }, signal)
      await wait(50)
      await send('late')
      await wait(100)
      expect((await received).map(({ Body }) => Body)).toEqual(['late'])
    })

    it('ends a waiting receive by its signal', async () => {
      const { queue, wait } = await open()
      const cut = new AbortController()
      const received = queue
        .receive({ ...request, waitTimeSeconds: 5 }, cut.signal)
        .catch(({ name: error }) => error)
      await wait(50)
      cut.abort()
      await wait(50)
      expect(await received).toBe('AbortError')
    })
  })
}

function describeHandles(name: string, open: OpenQueue): void {
  describe(`the handles, ${name}`, () => {
    it('forgets deleted messages, several in one call', async () => {
      const { queue, send, wait } = await open()
      for (const body of ['a', 'b']) await send(body)
      const received = await queue.receive({ ...request, visibilityTimeoutSeconds: HIDE_SECONDS }, signal)
      const refusals = await queue.deleteAll(received.map(({ ReceiptHandle }) => ReceiptHandle!))
      expect(refusals.size).toBe(0)
      await wait(EXPIRY_MS)
      expect(await queue.receive(request, signal)).toEqual([])
    })

    it('hands a message out again when its time is over, counted, under a new handle', async () => {
      const { queue, send, wait } = await open()
      await send('a')
      const [first] = await queue.receive({ ...request, visibilityTimeoutSeconds: HIDE_SECONDS }, signal)
      expect(await queue.receive(request, signal)).toEqual([])
      await wait(EXPIRY_MS)
      const [second] = await queue.receive(request, signal)
      expect(second).toMatchObject({
        MessageId: first.MessageId,
        Attributes: { ApproximateReceiveCount: '2' }
      })
      expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle)
    })

    it('accepts a delete by an overtaken handle and keeps the message', async () => {
      const { queue, send, wait } = await open()
      await send('a')
      const [first] = await queue.receive({ ...request, visibilityTimeoutSeconds: HIDE_SECONDS }, signal)
      await wait(EXPIRY_MS)
      const [second] = await queue.receive(request, signal)
      expect((await queue.deleteAll([first.ReceiptHandle!])).size).toBe(0)
      const change = { receiptHandle: second.ReceiptHandle!, timeoutSeconds: 0 }
      expect((await queue.changeVisibilities([change])).size).toBe(0)
      expect(await queue.receive(request, signal)).toHaveLength(1)
    })
  })
}

function describeChanges(name: string, open: OpenQueue): void {
  describe(`a change of visibility, ${name}`, () => {
    it('hides a message for longer when it is renewed', async () => {
      const { queue, send, wait } = await open()
      await send('a')
      const [message] = await queue.receive({ ...request, visibilityTimeoutSeconds: HIDE_SECONDS }, signal)
      await queue.changeVisibilities([{ receiptHandle: message.ReceiptHandle!, timeoutSeconds: 30 }])
      await wait(EXPIRY_MS)
      expect(await queue.receive(request, signal)).toEqual([])
    })

    it('refuses the one change whose handle holds no message, and makes the others', async () => {
      const { queue, send } = await open()
      for (const body of ['a', 'b']) await send(body)
      const received = await queue.receive(request, signal)
      const [gone, kept] = received.map(({ ReceiptHandle }) => ReceiptHandle!)
      await queue.deleteAll([gone])
      const refusals = await queue.changeVisibilities(
        [gone, kept].map((receiptHandle) => ({ receiptHandle, timeoutSeconds: 0 }))
      )
      expect([...refusals.keys()]).toEqual([0])
      expect(refusals.get(0)?.Code).toBe('ReceiptHandleIsInvalid')
      expect((await queue.receive(request, signal)).map(({ Body }) => Body)).toEqual([received[1].Body])
    })

    it('knows its redrive policy and lets go what was received too often', async () => {
      const { queue, send } = await open(1)
      expect(await queue.maxReceiveCount()).toBe(1)
      await send('a')
      const [message] = await queue.receive(request, signal)
      await queue.changeVisibilities([{ receiptHandle: message.ReceiptHandle!, timeoutSeconds: 0 }])
      expect(await queue.receive(request, signal)).toEqual([])
      expect(await (await open()).queue.maxReceiveCount()).toBeUndefined()
    })
  })
}
