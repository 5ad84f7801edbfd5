import { InFlightMessage } from './in-flight-message'
import { Release } from './failure'
import { MessageRunner } from './message-runner'
import { MessageSettler } from './message-settler'
import { HandlerWatch } from './handler-watch'
import { EventLog, FakeSqsQueue, settingsOf } from './testing/fake-sqs-queue'
import { VisibilityHeartbeat } from './visibility-heartbeat'

let queue: FakeSqsQueue
let log: EventLog
let runs: InFlightMessage[]
let slotsFreed: number

function aRunner(
  work: () => Promise<void>,
  queueSettings: Parameters<typeof settingsOf>[0] = {}
): MessageRunner {
  const settings = settingsOf(queueSettings)
  const heartbeat = new VisibilityHeartbeat(settings, queue, log.emit)
  const settler = new MessageSettler('jobs', queue, heartbeat, log.emit)
  const handle = async (message: InFlightMessage): Promise<void> => {
    runs.push(message)
    await work()
  }
  const watch = new HandlerWatch(settings, log.emit)
  const onSlotFree = (): void => void (slotsFreed += 1)
  const onSettled = (): void => undefined
  return new MessageRunner(settings, {
    handle,
    settler,
    heartbeat,
    watch,
    onSlotFree,
    onSettled,
    emit: log.emit
  })
}

/** A promise that the test fulfils. */
function held(): { promise: Promise<void>; open: () => void } {
  let open!: () => void
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

/** Handlers have ended and what they lead to is on the wire. */
async function settling(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate)
}

/** As long a later delete waits for others. */
const GATHER_MS = 20

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
  queue = new FakeSqsQueue()
  log = new EventLog()
  runs = []
  slotsFreed = 0
})

afterEach(() => {
  jest.useRealTimers()
})

describe('the runner', () => {
  it('deletes by the newest handle a message that was received again while its handler ran', async () => {
    const work = held()
    const runner = aRunner(() => work.promise)
    expect(runner.accept(queue.lend('a', 'first'))).toBe(true)
    expect(runner.accept(queue.lend('a', 'second'))).toBe(false)
    work.open()
    await runner.whenIdle()
    expect(runs).toHaveLength(1)
    expect(queue.deletes).toEqual([['second']])
    expect(slotsFreed).toBe(1)
    expect(runner.counts).toMatchObject({ received: 1, duplicates: 1, processed: 1 })
  })

  it('deletes a duplicate that arrives during the delete instead of running it', async () => {
    const answer = held()
    const runner = aRunner(async () => undefined)
    queue.onDelete = async (handles) => {
      await answer.promise
      return queue.applyDeletes(handles)
    }
    runner.accept(queue.lend('a', 'first'))
    await settling()
    expect(queue.deletes).toEqual([['first']])
    expect(runner.accept(queue.lend('a', 'second'))).toBe(false)
    answer.open()
    await jest.advanceTimersByTimeAsync(GATHER_MS)
    await runner.whenIdle()
    expect(queue.deletes).toEqual([['first'], ['second']])
    expect(runs).toHaveLength(1)
  })

  it('runs anew a message that comes back before SQS has answered its release', async () => {
    const answer = held()
    const runner = aRunner(async () => {
      if (runs.length === 1) throw new Release()
    })
    queue.onChange = async (changes) => {
      const refusals = queue.applyChanges(changes)
      await answer.promise
      return refusals
    }
    runner.accept(queue.lend('a', 'first'))
    await settling()
    expect(runner.accept(queue.lend('a', 'second'))).toBe(true)
    answer.open()
    await runner.whenIdle()
    expect(runs).toHaveLength(2)
    expect(queue.deletes).toEqual([['second']])
    expect(log.types()).not.toContain('message_duplicate')
  })

  it('keeps a running message at work when its duplicate arrives too late to be handled', async () => {
    const work = held()
    const runner = aRunner(() => work.promise)
    runner.accept(queue.lend('a', 'first'))
    runner.turnAway(queue.lend('a', 'second'), 'draining')
    expect(queue.changes).toEqual([])
    work.open()
    await runner.whenIdle()
    expect(queue.deletes).toEqual([['second']])
  })

  it('counts an interrupted handler that finishes all the same as processed', async () => {
    const work = held()
    const runner = aRunner(() => work.promise)
    runner.accept(queue.lend('a'))
    runner.interrupt()
    expect(runs[0].abortReason).toBe('shutdown')
    work.open()
    await runner.whenIdle()
    expect(runner.counts).toMatchObject({ processed: 1, interrupted: 0, released: 0 })
  })

  it('frees the slot when the handler has ended, before SQS has answered the delete', async () => {
    const runner = aRunner(async () => undefined)
    let answer!: () => void
    queue.onDelete = () => new Promise((resolve) => (answer = () => resolve(new Map())))
    runner.accept(queue.lend('a'))
    await settling()
    expect({ slotsFreed, handled: runner.handledCount, busy: runner.busyCount }).toEqual({
      slotsFreed: 1,
      handled: 0,
      busy: 1
    })
    answer()
    await runner.whenIdle()
    expect(slotsFreed).toBe(1)
  })

  it('takes what arrives right after the delete for a new message', async () => {
    const runner = aRunner(async () => undefined)
    const accepted: boolean[] = []
    const onEvent = jest.spyOn(log.events, 'push').mockImplementation((...events) => {
      if (events[0].type === 'message_deleted' && runs.length === 1)
        accepted.push(runner.accept(queue.lend('a', 'again')))
      return events.length
    })
    runner.accept(queue.lend('a'))
    await settling()
    await jest.advanceTimersByTimeAsync(GATHER_MS)
    await runner.whenIdle()
    onEvent.mockRestore()
    expect(accepted).toEqual([true])
    expect(queue.deletes).toEqual([['handle of a'], ['again']])
  })

  it('does not make visible a message whose newer receipt is at work', async () => {
    const work = held()
    const runner = aRunner(async () => {
      if (runs.length === 1) throw new Release()
      await work.promise
    })
    runner.accept(queue.lend('a', 'first'))
    for (let turn = 0; turn < 50 && runner.handledCount > 0; turn += 1) await Promise.resolve()
    expect(runner.accept(queue.lend('a', 'second'))).toBe(true)
    await settling()
    expect(queue.changes).toEqual([])
    work.open()
    await runner.whenIdle()
    expect(queue.deletes).toEqual([['second']])
  })

  it('reports a handler that goes on after its deadline and grace, and one that ends after all', async () => {
    jest.useRealTimers()
    jest.useFakeTimers()
    const work = held()
    const runner = aRunner(() => work.promise, { handlerDeadlineSeconds: 10, handlerGraceSeconds: 5 })
    runner.accept(queue.lend('a'))
    await jest.advanceTimersByTimeAsync(10_000)
    expect(runs[0].abortReason).toBe('deadline')
    expect(log.types().at(-1)).toBe('handler_deadline_exceeded')
    await jest.advanceTimersByTimeAsync(5000)
    expect(log.events.at(-1)).toMatchObject({ type: 'handler_stuck', messageId: 'a', overdueSeconds: 5 })
    expect(runner.handledCount).toBe(1)
    work.open()
    await jest.advanceTimersByTimeAsync(0)
    expect(log.types().at(-1)).toBe('message_deleted')
    expect(jest.getTimerCount()).toBe(0)
  })
})
