import { InFlightMessage } from './in-flight-message'
import { Release } from './failure'
import { MessageRunner } from './message-runner'
import { MessageSettler } from './message-settler'
import { aMessage, EventLog, FakeSqsQueue, settingsOf } from './testing/fake-sqs-queue'
import { VisibilityHeartbeat } from './visibility-heartbeat'

let queue: FakeSqsQueue
let log: EventLog
let runs: InFlightMessage[]
let slotsFreed: number

function aRunner(work: () => Promise<void>): MessageRunner {
  const settings = settingsOf()
  const heartbeat = new VisibilityHeartbeat(settings, queue, log.emit)
  const settler = new MessageSettler('jobs', queue, heartbeat, log.emit)
  const handle = async (message: InFlightMessage): Promise<void> => {
    runs.push(message)
    await work()
  }
  return new MessageRunner(settings, { handle, settler, heartbeat, emit: log.emit }, () => (slotsFreed += 1))
}

/** A promise that the test fulfils. */
function held(): { promise: Promise<void>; open: () => void } {
  let open!: () => void
  const promise = new Promise<void>((resolve) => {
    open = resolve
  })
  return { promise, open }
}

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
    expect(runner.accept(aMessage('a', 'first'))).toBe(true)
    expect(runner.accept(aMessage('a', 'second'))).toBe(false)
    work.open()
    await runner.whenIdle()
    expect(runs).toHaveLength(1)
    expect(queue.deleted).toEqual(['second'])
    expect(slotsFreed).toBe(1)
    expect(runner.counts).toMatchObject({ received: 1, duplicates: 1, processed: 1 })
  })

  it('deletes a duplicate that arrives during the delete instead of running it', async () => {
    const answer = held()
    const runner = aRunner(async () => undefined)
    queue.onDelete = () => answer.promise
    runner.accept(aMessage('a', 'first'))
    await new Promise(setImmediate)
    expect(queue.deleted).toEqual(['first'])
    expect(runner.accept(aMessage('a', 'second'))).toBe(false)
    answer.open()
    await runner.whenIdle()
    expect(queue.deleted).toEqual(['first', 'second'])
    expect(runs).toHaveLength(1)
  })

  it('runs anew a message that comes back before SQS has answered its release', async () => {
    const answer = held()
    const runner = aRunner(async () => {
      if (runs.length === 1) throw new Release()
    })
    queue.onChange = () => answer.promise
    runner.accept(aMessage('a', 'first'))
    await new Promise(setImmediate)
    expect(runner.accept(aMessage('a', 'second'))).toBe(true)
    answer.open()
    await runner.whenIdle()
    expect(runs).toHaveLength(2)
    expect(queue.deleted).toEqual(['second'])
    expect(log.types()).not.toContain('message_duplicate')
  })

  it('keeps a running message at work when its duplicate arrives too late to be handled', async () => {
    const work = held()
    const runner = aRunner(() => work.promise)
    runner.accept(aMessage('a', 'first'))
    runner.turnAway(aMessage('a', 'second'), 'draining')
    expect(queue.changes).toEqual([])
    work.open()
    await runner.whenIdle()
    expect(queue.deleted).toEqual(['second'])
  })

  it('counts an interrupted handler that finishes all the same as processed', async () => {
    const work = held()
    const runner = aRunner(() => work.promise)
    runner.accept(aMessage('a'))
    runner.interrupt()
    expect(runs[0].abortReason).toBe('shutdown')
    work.open()
    await runner.whenIdle()
    expect(runner.counts).toMatchObject({ processed: 1, interrupted: 0, released: 0 })
  })
})
