import { InFlightMessage } from './in-flight-message'
import { QueueWorker } from './queue-worker'
import { EventLog, FakeSqsQueue, settingsOf } from './testing/fake-sqs-queue'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

let queue: FakeSqsQueue
let log: EventLog
let runs: InFlightMessage[]

beforeEach(() => {
  jest.useFakeTimers()
  queue = new FakeSqsQueue()
  log = new EventLog()
  runs = []
})

afterEach(() => {
  jest.useRealTimers()
})

function started(
  work: (message: InFlightMessage) => Promise<void>,
  settings: Parameters<typeof settingsOf>[0]
): QueueWorker {
  const handle = async (message: InFlightMessage): Promise<void> => {
    runs.push(message)
    await work(message)
  }
  const worker = new QueueWorker(settingsOf(settings), queue, handle, log.emit)
  worker.start()
  return worker
}

async function rest(worker: QueueWorker): Promise<void> {
  const done = worker.comeToRest()
  await jest.advanceTimersByTimeAsync(2000)
  await done
}

const lasting = (ms: number) => (): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function untilAborted({ signal }: InFlightMessage): Promise<void> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
}

describe('a worker', () => {
  it('keeps a message for twenty visibility timeouts, and has it handled once', async () => {
    queue.send('a')
    const worker = started(lasting(20 * MINUTE_MS), { slots: 2, visibilityTimeoutSeconds: 60 })
    await jest.advanceTimersByTimeAsync(21 * MINUTE_MS)
    expect(runs).toHaveLength(1)
    expect(log.types()).not.toContain('message_duplicate')
    expect(queue.depth).toEqual({ visible: 0, hidden: 0 })
    expect(worker.status()).toMatchObject({ deletedCount: 1, heartbeatFailedCount: 0, leaseLostCount: 0 })
    expect(worker.status().heartbeatSentCount).toBeGreaterThanOrEqual(80)
    await rest(worker)
  })

  it('lets a message go at the twelfth hour, tells its handler, and never asks SQS for more', async () => {
    queue.send('a')
    const worker = started((message) => (runs.length === 1 ? untilAborted(message) : Promise.resolve()), {
      slots: 1,
      visibilityTimeoutSeconds: 600
    })
    await jest.advanceTimersByTimeAsync(12 * HOUR_MS - 10_000)
    expect(runs[0].abortReason).toBeUndefined()
    await jest.advanceTimersByTimeAsync(10_000)
    expect(runs[0].abortReason).toBe('lease-lost')
    expect(log.types()).not.toContain('heartbeat_failed')
    expect(log.events).toContainEqual(
      expect.objectContaining({ type: 'message_released', reason: 'lease-lost' })
    )
    await jest.advanceTimersByTimeAsync(11 * MINUTE_MS)
    expect(runs).toHaveLength(2)
    expect(worker.status()).toMatchObject({ leaseLostCount: 1, deletedCount: 1, slotsBusy: 0 })
    await rest(worker)
  })

  it('joins a message that comes back then with the handler that went on all the same', async () => {
    queue.send('a')
    const worker = started(lasting(13 * HOUR_MS), { slots: 2, visibilityTimeoutSeconds: 600 })
    await jest.advanceTimersByTimeAsync(14 * HOUR_MS)
    expect(runs).toHaveLength(1)
    expect(worker.status()).toMatchObject({ duplicateCount: 1, leaseLostCount: 1, deletedCount: 1 })
    expect(log.types()).not.toContain('heartbeat_failed')
    await rest(worker)
  })

  it('reports the handlers that do not end when their time is up, and leaves them their slots', async () => {
    queue.send('a')
    queue.send('b')
    const deadline = { handlerDeadlineSeconds: 60, handlerGraceSeconds: 30 }
    const worker = started(lasting(5 * MINUTE_MS), { slots: 2, ...deadline })
    await jest.advanceTimersByTimeAsync(89_000)
    expect(worker.status()).toMatchObject({ slotsBusy: 2, slotsStuck: 0 })
    await jest.advanceTimersByTimeAsync(2000)
    expect(worker.status()).toMatchObject({ slotsBusy: 2, slotsStuck: 2, slotsTotal: 2 })
    expect(log.types().filter((type) => type === 'handler_stuck')).toHaveLength(2)
    await jest.advanceTimersByTimeAsync(4 * MINUTE_MS)
    expect(worker.status()).toMatchObject({ slotsBusy: 0, slotsStuck: 0, deletedCount: 2 })
    await rest(worker)
  })

  it('waits for the deletes that are still gathered when it comes to rest', async () => {
    for (const id of ['a', 'b', 'c']) queue.send(id)
    const worker = started(lasting(100), { slots: 3 })
    await jest.advanceTimersByTimeAsync(99)
    const done = worker.comeToRest()
    await jest.advanceTimersByTimeAsync(2000)
    await done
    expect(queue.deletes.flat()).toHaveLength(3)
    expect(queue.depth).toEqual({ visible: 0, hidden: 0 })
    expect(worker.status()).toMatchObject({ deletedCount: 3, settlingCount: 0, isPolling: false })
  })

  it('knows whether its queue is missing', async () => {
    const worker = new QueueWorker(settingsOf(), queue, async () => undefined, log.emit)
    expect(await worker.isMissing()).toBe(false)
    queue.onMaxReceiveCount = () => Promise.reject(Object.assign(new Error(), { name: 'AccessDenied' }))
    expect(await worker.isMissing()).toBe(false)
    queue.onMaxReceiveCount = () => Promise.reject(Object.assign(new Error(), { name: 'QueueDoesNotExist' }))
    expect(await worker.isMissing()).toBe(true)
  })
})
