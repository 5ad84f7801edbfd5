import { InFlightMessage } from './in-flight-message'
import { awsError, EventLog, FakeSqsQueue, refusal, settingsOf } from './testing/fake-sqs-queue'
import { VisibilityHeartbeat } from './visibility-heartbeat'

let queue: FakeSqsQueue
let log: EventLog
let heartbeat: VisibilityHeartbeat

beforeEach(() => {
  jest.useFakeTimers()
  queue = new FakeSqsQueue()
  log = new EventLog()
  heartbeat = new VisibilityHeartbeat(settingsOf({ visibilityTimeoutSeconds: 60 }), queue, log.emit, () => 0)
})

afterEach(() => {
  jest.useRealTimers()
})

function held(id: string): InFlightMessage {
  const message = new InFlightMessage(queue.lend(id))
  heartbeat.hold(message)
  return message
}

describe('the heartbeat', () => {
  it('renews every quarter of the visibility timeout, ten messages a call', async () => {
    for (let index = 0; index < 12; index += 1) held(`m${index}`)
    await jest.advanceTimersByTimeAsync(15_000)
    expect(queue.changes.map((batch) => batch.length)).toEqual([10, 2])
    expect(queue.changes[0][0]).toEqual({ receiptHandle: 'handle of m0', timeoutSeconds: 60 })
    expect(heartbeat.lastSuccessAt).toEqual(new Date())
  })

  it('has no timer without messages', async () => {
    const message = held('a')
    await heartbeat.letGo(message)
    expect(jest.getTimerCount()).toBe(0)
  })

  it('aborts only the message that SQS no longer holds', async () => {
    const [lost, kept] = [held('a'), held('b')]
    queue.onChange = async () => new Map([refusal('ReceiptHandleIsInvalid')])
    await jest.advanceTimersByTimeAsync(15_000)
    expect([lost.abortReason, kept.abortReason]).toEqual(['lease-lost', undefined])
    expect(log.types()).toEqual(['lease_lost', 'heartbeat_sent'])
    queue.onChange = async () => new Map()
    await jest.advanceTimersByTimeAsync(15_000)
    expect(queue.changes.at(-1)!.map(({ receiptHandle }) => receiptHandle)).toEqual(['handle of b'])
  })

  it('lets a handler go on that keeps a lease of its own', async () => {
    const settings = settingsOf({ visibilityTimeoutSeconds: 60, interruptsOnLeaseLost: false })
    const message = new InFlightMessage(queue.lend('a'))
    new VisibilityHeartbeat(settings, queue, log.emit, () => 0).hold(message)
    queue.onChange = async () => new Map([refusal('ReceiptHandleIsInvalid')])
    await jest.advanceTimersByTimeAsync(15_000)
    expect([message.isLeaseLost, message.abortReason]).toEqual([true, undefined])
    message.interrupt('shutdown')
    expect(message.abortReason).toBe('shutdown')
  })

  it('ignores the refusal of a handle that a newer one has replaced', async () => {
    const message = held('a')
    queue.onChange = async () => {
      message.takeOver(queue.lend('a', 'newer'))
      return new Map([refusal('ReceiptHandleIsInvalid')])
    }
    await jest.advanceTimersByTimeAsync(15_000)
    expect(message.abortReason).toBeUndefined()
  })

  it('reports a failed call, keeps the message and renews it at the next beat', async () => {
    const message = held('a')
    queue.onChange = () => Promise.reject(awsError('ServiceUnavailable'))
    await jest.advanceTimersByTimeAsync(15_000)
    expect(log.events).toMatchObject([{ type: 'heartbeat_failed', messageIds: ['a'] }])
    queue.onChange = async () => new Map()
    await jest.advanceTimersByTimeAsync(15_000)
    expect(log.types()).toEqual(['heartbeat_failed', 'heartbeat_sent'])
    expect(message.abortReason).toBeUndefined()
  })

  it('makes whoever settles a message wait for the renewal on the wire', async () => {
    const message = held('a')
    let answer!: () => void
    queue.onChange = () => new Promise((resolve) => (answer = () => resolve(new Map())))
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
    expect(log.types()).not.toContain('heartbeat_failed')
    const asked = queue.changes.flat().map(({ timeoutSeconds }) => timeoutSeconds)
    expect(asked.at(-1)).toBeLessThanOrEqual(15)
    expect(Math.min(...asked)).toBeGreaterThan(0)
  })

  it('comes up to a tenth of its interval early, at random', async () => {
    const draws = [1, 0.5, 0]
    heartbeat = new VisibilityHeartbeat(settingsOf(), queue, log.emit, () => draws.shift() ?? 0)
    const beatsAt: number[] = []
    const startedAt = Date.now()
    queue.onChange = async () => {
      beatsAt.push(Date.now() - startedAt)
      return new Map()
    }
    held('a')
    await jest.advanceTimersByTimeAsync(25_000)
    expect(beatsAt).toEqual([6750, 13_875, 21_375])
  })

  it('does not call a lease lost whose message is being deleted', async () => {
    const message = held('a')
    message.isBeingDeleted = true
    queue.applyDeletes(['handle of a'])
    await jest.advanceTimersByTimeAsync(15_000)
    expect(queue.changes).toHaveLength(1)
    expect(message.abortReason).toBeUndefined()
    expect(log.types()).toEqual([])
  })

  it('counts what SQS has accepted, what failed and what was lost', async () => {
    const [, lost] = [held('a'), held('b')]
    await jest.advanceTimersByTimeAsync(15_000)
    queue.applyDeletes([lost.receiptHandle])
    await jest.advanceTimersByTimeAsync(15_000)
    queue.onChange = () => Promise.reject(awsError('ServiceUnavailable'))
    await jest.advanceTimersByTimeAsync(15_000)
    expect(heartbeat.counts).toEqual({ sent: 3, failed: 1, leasesLost: 1 })
  })

  it('has a renewal cut before the next one is due', async () => {
    held('a')
    await jest.advanceTimersByTimeAsync(15_000)
    heartbeat = new VisibilityHeartbeat(settingsOf({ renewEverySeconds: 2 }), queue, log.emit, () => 0)
    held('b')
    await jest.advanceTimersByTimeAsync(2000)
    expect(queue.timeLimitsMs).toEqual([10_000, 2000])
  })
})
