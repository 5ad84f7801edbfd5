import { Message } from '@aws-sdk/client-sqs'
import { QueueWorker } from './queue-worker'
import { aMessage, awsError, EventLog, FakeSqsQueue, hangs, settingsOf } from './testing/fake-sqs-queue'

let queue: FakeSqsQueue
let log: EventLog
let handled: string[]
let worker: QueueWorker

function aWorker(settings: Parameters<typeof settingsOf>[0] = {}): QueueWorker {
  worker = new QueueWorker(
    settingsOf(settings),
    queue,
    async ({ messageId }) => void handled.push(messageId),
    log.emit
  )
  return worker
}

/** Answers each receive with the next entry, then waits as a long poll does. */
function answering(...answers: (Message[] | Error)[]): void {
  queue.onReceive = async (signal) => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer ?? hangs(signal)
  }
}

function tenMessages(prefix: string): Message[] {
  return Array.from({ length: 10 }, (_, index) => queue.lend(`${prefix}${index}`))
}

beforeEach(() => {
  jest.useFakeTimers()
  queue = new FakeSqsQueue()
  log = new EventLog()
  handled = []
})

afterEach(async () => {
  const rest = worker.comeToRest()
  await jest.advanceTimersByTimeAsync(1000)
  await rest
  jest.useRealTimers()
})

describe('the poll loop', () => {
  it('asks for as many messages as slots are free, at most ten', async () => {
    answering([aMessage('a'), aMessage('b')])
    aWorker({ slots: 12 }).start()
    await jest.advanceTimersByTimeAsync(0)
    expect(queue.receives[0].maxMessages).toBe(10)
    expect(handled).toEqual(['a', 'b'])
  })

  it('makes at most five calls in the first ten seconds of an outage, however many pollers it has', async () => {
    queue.onReceive = () => Promise.reject(awsError('ServiceUnavailable'))
    aWorker({ slots: 40 }).start()
    await jest.advanceTimersByTimeAsync(10_000)
    expect(queue.receives.length).toBeGreaterThan(2)
    expect(queue.receives.length).toBeLessThanOrEqual(5)
  })

  it('waits from half a second up to thirty between the calls of an outage', async () => {
    queue.onReceive = () => Promise.reject(awsError('ServiceUnavailable'))
    aWorker().start()
    await jest.advanceTimersByTimeAsync(200_000)
    const delays = log.events.flatMap((event) => (event.type === 'poll_error' ? [event.retryInMs] : []))
    const ceilings = delays.map((_delay, index) => Math.min(30_000, 500 * 2 ** (index + 1)))
    delays.forEach((delay, index) => {
      expect(delay).toBeLessThanOrEqual(ceilings[index])
      expect(delay).toBeGreaterThanOrEqual(ceilings[index] / 2)
    })
    expect(delays.length).toBeGreaterThan(8)
    expect(worker.status().pollErrorCount).toBe(delays.length)
  })

  it('counts receives that fail side by side as one failure', async () => {
    const cuts: (() => void)[] = []
    answering(tenMessages('a'))
    const answer = queue.onReceive!
    queue.onReceive = (signal) =>
      queue.receives.length === 1
        ? answer(signal)
        : new Promise((_resolve, reject) => cuts.push(() => reject(awsError('ECONNRESET'))))
    aWorker({ slots: 40 }).start()
    await jest.advanceTimersByTimeAsync(10)
    expect(cuts).toHaveLength(4)
    cuts.forEach((cut) => cut())
    await jest.advanceTimersByTimeAsync(0)
    expect(log.types().filter((type) => type === 'poll_error')).toHaveLength(1)
    expect(worker.status()).toMatchObject({ pollErrorCount: 4, lastPollError: { consecutiveErrors: 1 } })
  })

  it('does not shorten the back-off when a slot becomes free', async () => {
    queue.onReceive = () => Promise.reject(awsError('AccessDenied'))
    aWorker().start()
    await jest.advanceTimersByTimeAsync(0)
    worker.resume()
    await jest.advanceTimersByTimeAsync(4900)
    expect(queue.receives).toHaveLength(1)
    expect(worker.status().lastPollError).toMatchObject({ errorClass: 'access', consecutiveErrors: 1 })
  })

  it('forgets the errors after a good receive', async () => {
    answering(awsError('ServiceUnavailable'), [aMessage('a')])
    aWorker().start()
    await jest.advanceTimersByTimeAsync(2000)
    expect(handled).toEqual(['a'])
    expect(worker.status().lastPollError).toBeUndefined()
    expect(worker.status().lastPollFinishedAt).toBeInstanceOf(Date)
  })

  it('cuts a receive that hangs ten seconds after its wait time', async () => {
    answering([])
    aWorker({ waitTimeSeconds: 20 }).start()
    await jest.advanceTimersByTimeAsync(29_999)
    expect(log.types()).not.toContain('poll_error')
    await jest.advanceTimersByTimeAsync(1)
    expect(log.events.at(-1)).toMatchObject({ type: 'poll_error', error: { name: 'PollTimedOut' } })
  })

  it('gives back what a receive brings after a gate has closed', async () => {
    let isOpen = true
    let arrive!: (messages: Message[]) => void
    queue.onReceive = () => new Promise((resolve) => (arrive = resolve))
    aWorker({ gates: [{ name: 'database', isOpen: () => isOpen }] }).start()
    await jest.advanceTimersByTimeAsync(0)
    isOpen = false
    await jest.advanceTimersByTimeAsync(1000)
    arrive([queue.lend('a')])
    await jest.advanceTimersByTimeAsync(0)
    expect(handled).toEqual([])
    expect(queue.changes).toEqual([[{ receiptHandle: 'handle of a', timeoutSeconds: 0 }]])
    expect(log.events).toContainEqual(
      expect.objectContaining({ type: 'message_released', reason: 'gate-closed' })
    )
    expect(worker.status()).toMatchObject({ slotsBusy: 0, closedGates: ['database'] })
  })

  it('gives back what a receive brings after a pause', async () => {
    let arrive!: (messages: Message[]) => void
    queue.onReceive = () => new Promise((resolve) => (arrive = resolve))
    aWorker().start()
    await jest.advanceTimersByTimeAsync(0)
    worker.pause()
    arrive([queue.lend('a')])
    await jest.advanceTimersByTimeAsync(0)
    expect(handled).toEqual([])
    expect(queue.depth).toEqual({ visible: 1, hidden: 0 })
    expect(log.events).toContainEqual(expect.objectContaining({ type: 'message_released', reason: 'paused' }))
  })

  it('asks the queue for its redrive policy, and again a minute after a failure', async () => {
    let isKnown = false
    queue.onMaxReceiveCount = async () => {
      if (!isKnown) throw awsError('AccessDenied')
      return 3
    }
    queue.onReceive = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000))
      return []
    }
    aWorker({ maxReceiveCount: 5 }).start()
    await jest.advanceTimersByTimeAsync(30_000)
    expect(worker.maxReceiveCount).toBe(5)
    expect(log.types().filter((type) => type === 'redrive_policy_unreadable')).toHaveLength(1)
    isKnown = true
    await jest.advanceTimersByTimeAsync(60_000)
    expect(worker.maxReceiveCount).toBe(3)
  })

  it('waits on an empty queue with one receive, whatever the slots', async () => {
    aWorker({ slots: 40, waitTimeSeconds: 20 }).start()
    await jest.advanceTimersByTimeAsync(59_000)
    expect(queue.receives.map(({ waitTimeSeconds }) => waitTimeSeconds)).toEqual([0, 20, 20, 20])
    expect(worker.status()).toMatchObject({ receivesInProgress: 1, emptyReceiveCount: 3 })
  })

  it('is joined by further receives, which do not wait, while receives come back full', async () => {
    answering(tenMessages('a'))
    aWorker({ slots: 40, waitTimeSeconds: 20 }).start()
    await jest.advanceTimersByTimeAsync(0)
    expect(queue.receives.map(({ waitTimeSeconds }) => waitTimeSeconds)).toEqual([0, 20, 0, 0, 0])
    expect(worker.status().receivesInProgress).toBe(4)
  })

  it('is left by them when one of them is not full', async () => {
    for (let index = 0; index < 45; index += 1) queue.send(`m${index}`)
    aWorker({ slots: 40, waitTimeSeconds: 20 }).start()
    await jest.advanceTimersByTimeAsync(1000)
    expect(handled).toHaveLength(45)
    expect(worker.status().receivesInProgress).toBe(1)
    const receivesSoFar = queue.receives.length
    await jest.advanceTimersByTimeAsync(15_000)
    expect(queue.receives).toHaveLength(receivesSoFar)
  })

  it('never asks for more than the free slots, all receives together', async () => {
    for (let index = 0; index < 100; index += 1) queue.send(`m${index}`)
    const started: string[] = []
    worker = new QueueWorker(
      settingsOf({ slots: 25, pollers: 4 }),
      queue,
      ({ messageId, signal }) => {
        started.push(messageId)
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
      },
      log.emit
    )
    worker.start()
    await jest.advanceTimersByTimeAsync(5000)
    expect(started).toHaveLength(25)
    expect(queue.depth).toEqual({ visible: 75, hidden: 25 })
    expect(worker.status()).toMatchObject({ slotsBusy: 25, slotsStuck: 0, receivesInProgress: 0 })
    worker.pause()
    worker.interrupt()
  })

  it('waits a moment for more free slots of a backlogged queue, so that its calls are not for one message', async () => {
    for (let index = 0; index < 60; index += 1) queue.send(`m${index}`)
    const ends = Array.from({ length: 60 }, (_, index) => 100 + (index % 10))
    worker = new QueueWorker(
      settingsOf({ slots: 10 }),
      queue,
      () => new Promise((resolve) => setTimeout(resolve, ends.shift())),
      log.emit
    )
    worker.start()
    await jest.advanceTimersByTimeAsync(2000)
    expect(queue.depth).toEqual({ visible: 0, hidden: 0 })
    expect(queue.receives.length).toBeLessThanOrEqual(20)
  })

  it('asks an empty queue that it may not wait on once a second', async () => {
    aWorker({ waitTimeSeconds: 0 }).start()
    await jest.advanceTimersByTimeAsync(10_500)
    expect(queue.receives).toHaveLength(11)
  })

  it('receives no more while a hundred messages wait for the answer to their delete', async () => {
    for (let index = 0; index < 400; index += 1) queue.send(`m${index}`)
    const answers: (() => void)[] = []
    queue.onDelete = (handles) =>
      new Promise((resolve) => answers.push(() => resolve(queue.applyDeletes(handles))))
    aWorker({ slots: 4 }).start()
    await jest.advanceTimersByTimeAsync(2000)
    expect(handled.length).toBeGreaterThan(100)
    expect(handled.length).toBeLessThanOrEqual(104)
    expect(worker.status()).toMatchObject({ slotsBusy: 0, settlingCount: handled.length })
    queue.onDelete = undefined
    answers.forEach((answer) => answer())
    await jest.advanceTimersByTimeAsync(2000)
    expect(handled).toHaveLength(400)
    expect(worker.status()).toMatchObject({ settlingCount: 0, deletedCount: 400 })
  })
})
