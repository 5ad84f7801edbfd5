import { InFlightMessage } from './in-flight-message'
import { aMessage, awsError, EventLog, FakeSqsQueue, settingsOf } from './testing/fake-sqs-queue'
import { VisibilityHeartbeat } from './visibility-heartbeat'

let queue: FakeSqsQueue
let log: EventLog
let heartbeat: VisibilityHeartbeat

beforeEach(() => {
  jest.useFakeTimers()
  queue = new FakeSqsQueue()
  log = new EventLog()
  heartbeat = new VisibilityHeartbeat(settingsOf({ visibilityTimeoutSeconds: 60 }), queue, log.emit)
})

afterEach(() => {
  jest.useRealTimers()
})

const refusal = (code: string) => ({ Id: '0', SenderFault: true, Code: code })

function held(id: string): InFlightMessage {
  const message = new InFlightMessage(aMessage(id))
  heartbeat.hold(message)
  return message
}

describe('the heartbeat', () => {
  it('renews every quarter of the visibility timeout, ten messages a call', async () => {
    for (let index = 0; index < 12; index += 1) held(`m${index}`)
    await jest.advanceTimersByTimeAsync(15_000)
    expect(queue.batches.map((batch) => batch.length)).toEqual([10, 2])
    expect(queue.batches[0][0]).toEqual({ receiptHandle: 'handle of m0', timeoutSeconds: 60 })
    expect(heartbeat.lastSuccessAt).toEqual(new Date())
  })

  it('has no timer without messages', async () => {
    const message = held('a')
    await heartbeat.letGo(message)
    expect(jest.getTimerCount()).toBe(0)
  })

  it('aborts only the message that SQS no longer holds', async () => {
    const [lost, kept] = [held('a'), held('b')]
    queue.onBatch = async () => new Map([[0, refusal('ReceiptHandleIsInvalid')]])
    await jest.advanceTimersByTimeAsync(15_000)
    expect([lost.abortReason, kept.abortReason]).toEqual(['lease-lost', undefined])
    expect(log.types()).toEqual(['lease_lost', 'heartbeat_sent'])
    queue.onBatch = async () => new Map()
    await jest.advanceTimersByTimeAsync(15_000)
    expect(queue.batches.at(-1)!.map(({ receiptHandle }) => receiptHandle)).toEqual(['handle of b'])
  })

  it('ignores the refusal of a handle that a newer one has replaced', async () => {
    const message = held('a')
    queue.onBatch = async () => {
      message.takeOver(aMessage('a', 'newer'))
      return new Map([[0, refusal('ReceiptHandleIsInvalid')]])
    }
    await jest.advanceTimersByTimeAsync(15_000)
    expect(message.abortReason).toBeUndefined()
  })

  it('reports a failed call, keeps the message and renews it at the next beat', async () => {
    const message = held('a')
    queue.onBatch = () => Promise.reject(awsError('ServiceUnavailable'))
    await jest.advanceTimersByTimeAsync(15_000)
    expect(log.events).toMatchObject([{ type: 'heartbeat_failed', messageIds: ['a'] }])
    queue.onBatch = async () => new Map()
    await jest.advanceTimersByTimeAsync(15_000)
    expect(log.types()).toEqual(['heartbeat_failed', 'heartbeat_sent'])
    expect(message.abortReason).toBeUndefined()
  })

  it('makes whoever settles a message wait for the renewal on the wire', async () => {
    const message = held('a')
    let answer!: () => void
    queue.onBatch = () => new Promise((resolve) => (answer = () => resolve(new Map())))
    await jest.advanceTimersByTimeAsync(15_000)
    let isFree = false
    const free = heartbeat.letGo(message).then(() => (isFree = true))
    await jest.advanceTimersByTimeAsync(1000)
    expect(isFree).toBe(false)
    answer()
    await free
  })

  it('lets a message go at the limit of twelve hours', async () => {
    const message = held('a')
    await jest.advanceTimersByTimeAsync(43_200_000)
    expect(message.abortReason).toBe('lease-lost')
    const asked = queue.batches.flat().map(({ timeoutSeconds }) => timeoutSeconds)
    expect(asked.at(-1)).toBeLessThanOrEqual(15)
    expect(Math.min(...asked)).toBeGreaterThan(0)
  })
})
