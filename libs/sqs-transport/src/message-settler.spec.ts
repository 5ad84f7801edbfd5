import { InFlightMessage } from './in-flight-message'
import { MessageSettler } from './message-settler'
import { aMessage, awsError, EventLog, FakeSqsQueue, settingsOf } from './testing/fake-sqs-queue'
import { VisibilityHeartbeat } from './visibility-heartbeat'

let queue: FakeSqsQueue
let log: EventLog
let settler: MessageSettler
let message: InFlightMessage

beforeEach(() => {
  jest.useFakeTimers()
  queue = new FakeSqsQueue()
  log = new EventLog()
  settler = new MessageSettler(
    'jobs',
    queue,
    new VisibilityHeartbeat(settingsOf(), queue, log.emit),
    log.emit
  )
  message = new InFlightMessage(aMessage('a', 'first'))
})

afterEach(() => {
  jest.useRealTimers()
})

describe('a delete', () => {
  it('is retried three times and then reported', async () => {
    queue.onDelete = () => Promise.reject(awsError('InternalError'))
    const settled = settler.settle(message, { kind: 'delete' })
    await jest.advanceTimersByTimeAsync(5000)
    await settled
    expect(queue.deleted).toHaveLength(4)
    expect(log.events).toMatchObject([
      { type: 'message_delete_failed', queue: 'jobs', messageId: 'a', error: { name: 'InternalError' } }
    ])
  })

  it('succeeds after a failed try', async () => {
    let tries = 0
    queue.onDelete = () =>
      (tries += 1) === 1 ? Promise.reject(awsError('InternalError')) : Promise.resolve()
    const settled = settler.settle(message, { kind: 'delete' })
    await jest.advanceTimersByTimeAsync(5000)
    await settled
    expect(log.types()).toEqual(['message_deleted'])
  })

  it('is not retried with a handle that SQS calls invalid', async () => {
    queue.onDelete = () => Promise.reject(awsError('ReceiptHandleIsInvalid'))
    await settler.settle(message, { kind: 'delete' })
    expect(queue.deleted).toHaveLength(1)
  })

  it('is repeated with the newer handle that arrived meanwhile', async () => {
    queue.onDelete = async () => message.takeOver(aMessage('a', 'second'))
    await settler.settle(message, { kind: 'delete' })
    expect(queue.deleted).toEqual(['first', 'second'])
    expect(log.types()).toEqual(['message_deleted'])
  })
})

describe('a change of visibility', () => {
  it('hides a retried message for its delay', async () => {
    await settler.settle(message, { kind: 'retry', delaySeconds: 45, error: 'why' })
    expect(queue.changes).toEqual([{ receiptHandle: 'first', timeoutSeconds: 45 }])
    expect(log.events).toMatchObject([{ type: 'message_retry_scheduled', delaySeconds: 45, error: 'why' }])
  })

  it('respects the twelve hours of SQS, counted from the receipt', async () => {
    await jest.advanceTimersByTimeAsync(3_600_000)
    await settler.settle(message, { kind: 'retry', delaySeconds: 43_200, error: 'why' })
    expect(queue.changes[0].timeoutSeconds).toBe(43_200 - 3600 - 5)
  })

  it.each([
    [{ kind: 'dead-letter', error: 'why' } as const, 'message_dead_letter_soon'],
    [{ kind: 'release', reason: 'requested' } as const, 'message_released']
  ])('makes the message visible at once: %o', async (settlement, type) => {
    await settler.settle(message, settlement)
    expect(queue.changes).toEqual([{ receiptHandle: 'first', timeoutSeconds: 0 }])
    expect(log.types()).toEqual([type])
  })

  it('is reported when SQS refuses it to the end', async () => {
    queue.onChange = () => Promise.reject(awsError('InternalError'))
    const settled = settler.settle(message, { kind: 'release', reason: 'requested' })
    await jest.advanceTimersByTimeAsync(5000)
    await settled
    expect(log.types()).toEqual(['message_visibility_failed'])
  })

  it('is left out when the lease is lost: the message may be in other hands', async () => {
    message.isLeaseLost = true
    await settler.settle(message, { kind: 'dead-letter', error: 'why' })
    expect(queue.changes).toEqual([])
    expect(log.events).toMatchObject([{ type: 'message_released', reason: 'lease-lost', error: 'why' }])
  })
})
