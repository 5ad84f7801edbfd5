import { InFlightMessage } from './in-flight-message'
import { MessageSettler } from './message-settler'
import { awsError, EventLog, FakeSqsQueue, refusal, settingsOf } from './testing/fake-sqs-queue'
import { VisibilityHeartbeat } from './visibility-heartbeat'

let queue: FakeSqsQueue
let log: EventLog
let settler: MessageSettler

beforeEach(() => {
  jest.useFakeTimers()
  queue = new FakeSqsQueue()
  log = new EventLog()
  const heartbeat = new VisibilityHeartbeat(settingsOf(), queue, log.emit)
  settler = new MessageSettler('jobs', queue, heartbeat, log.emit)
})

afterEach(() => {
  jest.useRealTimers()
})

function aMessageInFlight(id = 'a', handle = 'first'): InFlightMessage {
  return new InFlightMessage(queue.lend(id, handle))
}

async function settled(
  message: InFlightMessage,
  settlement: Parameters<MessageSettler['settle']>[1],
  withinMs = 5000
): Promise<void> {
  const done = settler.settle(message, settlement)
  await jest.advanceTimersByTimeAsync(withinMs)
  await done
}

describe('a delete', () => {
  it('goes at once when nothing else is being deleted', async () => {
    await settled(aMessageInFlight(), { kind: 'delete' }, 0)
    expect(queue.deletes).toEqual([['first']])
    expect(log.types()).toEqual(['message_deleted'])
    expect(settler.counts).toEqual({ deleted: 1, deleteFailures: 0, staleDeletes: 0 })
  })

  it('shares its call with those that end at the same moment, ten at most', async () => {
    const messages = Array.from({ length: 23 }, (_, index) => aMessageInFlight(`m${index}`, `h${index}`))
    await Promise.all(messages.map((message) => settled(message, { kind: 'delete' }, 0)))
    expect(queue.deletes.map((batch) => batch.length)).toEqual([10, 10, 3])
    expect(settler.counts.deleted).toBe(23)
  })

  it('waits for the call on the wire to be answered, but no longer than twenty milliseconds', async () => {
    queue.onDelete = () => new Promise(() => undefined)
    void settler.settle(aMessageInFlight('a', 'a'), { kind: 'delete' })
    await jest.advanceTimersByTimeAsync(0)
    void settler.settle(aMessageInFlight('b', 'b'), { kind: 'delete' })
    await jest.advanceTimersByTimeAsync(19)
    void settler.settle(aMessageInFlight('c', 'c'), { kind: 'delete' })
    expect(queue.deletes).toEqual([['a']])
    await jest.advanceTimersByTimeAsync(1)
    expect(queue.deletes).toEqual([['a'], ['b', 'c']])
  })

  it('is retried three times and then reported', async () => {
    queue.onDelete = () => Promise.reject(awsError('InternalError'))
    await settled(aMessageInFlight(), { kind: 'delete' })
    expect(queue.deletes).toHaveLength(4)
    expect(log.events).toMatchObject([
      { type: 'message_delete_failed', queue: 'jobs', messageId: 'a', error: { name: 'InternalError' } }
    ])
    expect(settler.counts).toMatchObject({ deleted: 0, deleteFailures: 1 })
  })

  it('is retried alone when SQS refuses it within a batch', async () => {
    queue.onDelete = async (handles) =>
      new Map(queue.deletes.length === 1 ? [refusal('InternalError', handles.indexOf('hb'))] : [])
    const messages = ['a', 'b', 'c'].map((id) => aMessageInFlight(id, `h${id}`))
    await Promise.all(messages.map((message) => settled(message, { kind: 'delete' })))
    expect(queue.deletes).toEqual([['ha', 'hb', 'hc'], ['hb']])
    expect(settler.counts).toMatchObject({ deleted: 3, deleteFailures: 0 })
  })

  it('that failed with others is retried together with them', async () => {
    queue.onDelete = async (handles) => {
      if (queue.deletes.length === 1) throw awsError('InternalError')
      return queue.applyDeletes(handles)
    }
    const messages = ['a', 'b', 'c'].map((id) => aMessageInFlight(id, `h${id}`))
    await Promise.all(messages.map((message) => settled(message, { kind: 'delete' })))
    expect(queue.deletes).toEqual([
      ['ha', 'hb', 'hc'],
      ['ha', 'hb', 'hc']
    ])
    expect(queue.depth).toEqual({ visible: 0, hidden: 0 })
  })

  it('is not retried with a handle that SQS calls invalid', async () => {
    queue.onDelete = async () => new Map([refusal('ReceiptHandleIsInvalid')])
    await settled(aMessageInFlight(), { kind: 'delete' })
    expect(queue.deletes).toHaveLength(1)
    expect(log.types()).toEqual(['message_delete_failed'])
  })

  it('uses the newest handle at the moment of the call', async () => {
    const message = aMessageInFlight()
    const done = settled(message, { kind: 'delete' })
    message.takeOver(queue.lend('a', 'second'))
    await done
    expect(queue.deletes).toEqual([['second']])
    expect(settler.counts.staleDeletes).toBe(0)
  })

  it('is repeated with the newer handle that arrived meanwhile', async () => {
    const message = aMessageInFlight()
    queue.onDelete = async (handles) => {
      if (queue.deletes.length === 1) message.takeOver(queue.lend('a', 'second'))
      return queue.applyDeletes(handles)
    }
    await settled(message, { kind: 'delete' })
    expect(queue.deletes).toEqual([['first'], ['second']])
    expect(queue.depth).toEqual({ visible: 0, hidden: 0 })
    expect(log.types()).toEqual(['message_deleted'])
    expect(settler.counts.staleDeletes).toBe(1)
  })
})

describe('a change of visibility', () => {
  it('hides a retried message for its delay', async () => {
    await settled(aMessageInFlight(), { kind: 'retry', delaySeconds: 45, error: 'why' })
    expect(queue.changes).toEqual([[{ receiptHandle: 'first', timeoutSeconds: 45 }]])
    expect(log.events).toMatchObject([{ type: 'message_retry_scheduled', delaySeconds: 45, error: 'why' }])
  })

  it('shares its call with others', async () => {
    const messages = ['a', 'b', 'c'].map((id) => aMessageInFlight(id, `h${id}`))
    await Promise.all(
      messages.map((message, index) => settled(message, { kind: 'retry', delaySeconds: index, error: 'why' }))
    )
    expect(queue.changes).toHaveLength(1)
    expect(queue.changes[0].map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([0, 1, 2])
  })

  it('respects the twelve hours of SQS, counted from the receipt', async () => {
    const message = aMessageInFlight()
    await jest.advanceTimersByTimeAsync(3_600_000)
    await settled(message, { kind: 'retry', delaySeconds: 43_200, error: 'why' })
    expect(queue.changes[0][0].timeoutSeconds).toBe(43_200 - 3600 - 5)
    expect(log.types()).toEqual(['message_retry_scheduled'])
  })

  it.each([
    [{ kind: 'dead-letter', error: 'why' } as const, 'message_dead_letter_soon'],
    [{ kind: 'release', reason: 'requested' } as const, 'message_released']
  ])('makes the message visible at once: %o', async (settlement, type) => {
    await settled(aMessageInFlight(), settlement)
    expect(queue.changes).toEqual([[{ receiptHandle: 'first', timeoutSeconds: 0 }]])
    expect(log.types()).toEqual([type])
  })

  it('is reported when SQS refuses it to the end', async () => {
    queue.onChange = () => Promise.reject(awsError('InternalError'))
    await settled(aMessageInFlight(), { kind: 'release', reason: 'requested' })
    expect(queue.changes).toHaveLength(4)
    expect(log.types()).toEqual(['message_visibility_failed'])
  })

  it('is left out when the lease is lost: the message may be in other hands', async () => {
    const message = aMessageInFlight()
    message.isLeaseLost = true
    await settled(message, { kind: 'dead-letter', error: 'why' })
    expect(queue.changes).toEqual([])
    expect(log.events).toMatchObject([{ type: 'message_released', reason: 'lease-lost', error: 'why' }])
  })

  it('is left out when a newer receipt is at work by the time of the call', async () => {
    const message = aMessageInFlight()
    const done = settled(message, { kind: 'release', reason: 'requested' })
    message.isReplaced = true
    await done
    expect(queue.changes).toEqual([])
    expect(log.events).toMatchObject([{ type: 'message_released', reason: 'lease-lost' }])
  })
})
