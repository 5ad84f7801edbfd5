import { Message } from '@aws-sdk/client-sqs'
import { QueueWorker } from './queue-worker'
import { aMessage, awsError, EventLog, FakeSqsQueue, settingsOf } from './testing/fake-sqs-queue'

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
  const longPoll = queue.onReceive
  queue.onReceive = async (signal) => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer ?? longPoll(signal)
  }
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

  it('makes at most five calls in the first ten seconds of an outage', async () => {
    queue.onReceive = () => Promise.reject(awsError('ServiceUnavailable'))
    aWorker().start()
    await jest.advanceTimersByTimeAsync(10_000)
    expect(queue.receives.length).toBeGreaterThan(1)
    expect(queue.receives.length).toBeLessThanOrEqual(5)
    const delays = log.events.map((event) => (event.type === 'poll_error' ? event.retryInMs : 0))
    expect(delays).toEqual([...delays].sort((a, b) => a - b))
  })

  it('does not shorten the back-off when a slot becomes free', async () => {
    queue.onReceive = () => Promise.reject(awsError('AccessDenied'))
    aWorker().start()
    await jest.advanceTimersByTimeAsync(0)
    worker.resume()
    await jest.advanceTimersByTimeAsync(9000)
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
    arrive([aMessage('a')])
    await jest.advanceTimersByTimeAsync(0)
    expect(handled).toEqual([])
    expect(queue.changes).toEqual([{ receiptHandle: 'handle of a', timeoutSeconds: 0 }])
    expect(log.events).toContainEqual(
      expect.objectContaining({ type: 'message_released', reason: 'gate-closed' })
    )
    expect(worker.status()).toMatchObject({ slotsBusy: 0, closedGates: ['database'] })
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
})
