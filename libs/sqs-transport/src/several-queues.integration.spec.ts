import { SqsTransportOptions } from './sqs-transport.options'
import { FauxqsProcess } from './testing/fauxqs-process'
import { aQueue, TransportApp, until } from './testing/transport-app'
import { WorkController } from './testing/work.controller'

let sqs: FauxqsProcess
let running: TransportApp | undefined
let queueNumber = 0

const freshName = (): string => `queue-${(queueNumber += 1)}`
const numbered = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const SHORT = { baseSeconds: 0.2, capSeconds: 0.5 }

async function start(
  queues: SqsTransportOptions['queues'],
  options: Partial<SqsTransportOptions> = {}
): Promise<TransportApp> {
  const transport = {
    client: sqs.client,
    queues,
    pollBackOff: { transient: SHORT, access: SHORT },
    ...options
  }
  running = await TransportApp.start(transport, [WorkController])
  return running
}

beforeAll(async () => {
  sqs = await FauxqsProcess.start()
})

afterAll(async () => {
  await sqs.stop()
})

afterEach(async () => {
  await running?.app.close()
  running = undefined
})

describe('two queues', () => {
  it('do not starve each other: live messages go through while a bulk queue is full of work', async () => {
    const [bulk, live] = [freshName(), freshName()]
    const queues = [
      aQueue({ name: 'bulk', url: await sqs.createQueue(bulk), slots: 10 }),
      aQueue({ name: 'live', url: await sqs.createQueue(live), slots: 2 })
    ]
    const done: string[] = []
    WorkController.does(async (body) => {
      await pause(20)
      done.push(body)
    })
    await sqs.sendMany(bulk, numbered(1500, 'bulk'))
    const app = await start(queues)
    await until(() => done.length > 50, 'the bulk to be under way')
    for (const body of numbered(10, 'live')) await sqs.send(live, body)
    await until(() => done.filter((body) => body.startsWith('live')).length === 10, 'the live messages')
    expect((await sqs.depth(bulk)).visible).toBeGreaterThan(0)
    const [bulkStatus, liveStatus] = app.server.getStatus().queues
    expect(bulkStatus.slotsTotal + liveStatus.slotsTotal).toBe(12)
    app.server.pause('bulk')
  })

  it('of which one gives way: it receives nothing while the other has no slot left, then goes on', async () => {
    const [bulk, live] = [freshName(), freshName()]
    const queues = [
      aQueue({ name: 'bulk', url: await sqs.createQueue(bulk), slots: 2, givesWayTo: 'live' }),
      aQueue({ name: 'live', url: await sqs.createQueue(live), slots: 1 })
    ]
    const done: string[] = []
    const endings = new Map<string, () => void>()
    WorkController.does(async (body) => {
      if (body.startsWith('live')) await new Promise<void>((resolve) => endings.set(body, resolve))
      done.push(body)
    })
    await sqs.send(live, 'live')
    const app = await start(queues)
    await until(() => endings.has('live'), 'the live message to run')
    await app.untilEvent('message_received')
    await sqs.sendMany(bulk, numbered(60, 'bulk'))
    // What a receive that had begun before still brings.
    const inTime = (): number => done.length
    await until(() => app.server.getStatus().queues[0].receivesInProgress === 0, 'the bulk to hold back')
    const [before, heldFor] = [inTime(), 1_500]
    expect(app.server.getStatus().queues).toMatchObject([{ isHeldBack: true }, { isHeldBack: false }])
    await pause(heldFor)
    expect(inTime()).toBe(before)
    expect(before).toBeLessThan(60)
    endings.get('live')!()
    await until(() => done.length === 61, 'the bulk to go on')
  })

  it('of which one does not exist: it is tried again, and the other one is worked on', async () => {
    const [missing, present] = [freshName(), freshName()]
    WorkController.does(async () => undefined)
    const url = await sqs.createQueue(present)
    await sqs.send(present, 'a')
    const app = await start([aQueue({ name: 'missing', url: sqs.urlOf(missing) }), aQueue({ url })])
    await app.untilEvent('message_deleted')
    const [error] = await app.untilEvent('poll_error')
    expect(error).toMatchObject({ queue: 'missing', errorClass: 'queue-missing', consecutiveErrors: 1 })
    expect(app.of('redrive_policy_unreadable')).toMatchObject([{ queue: 'missing' }])
    expect(app.server.getStatus().queues[0]).toMatchObject({
      isPolling: true,
      lastPollError: { errorClass: 'queue-missing', name: 'QueueDoesNotExist' }
    })
    await sqs.createQueue(missing)
    await sqs.send(missing, 'b')
    await app.untilEvent('message_deleted', 2)
    expect(app.server.getStatus().queues[0].lastPollError).toBeUndefined()
  })
})

describe('a queue that is deleted while it is worked on', () => {
  it('leaves the transport running, and is worked on again when it is back', async () => {
    const name = freshName()
    WorkController.does(async () => undefined)
    const url = await sqs.createQueue(name)
    const app = await start([aQueue({ url })])
    await sqs.send(name, 'a')
    await app.untilEvent('message_deleted')
    await sqs.deleteQueue(name)
    await app.untilEvent('poll_error', 2)
    expect(app.server.getStatus().queues[0]).toMatchObject({
      isPolling: true,
      lastPollError: { errorClass: 'queue-missing' }
    })
    await sqs.createQueue(name)
    await sqs.send(name, 'b')
    await app.untilEvent('message_deleted', 2)
  })
})

describe('pause and resume under load', () => {
  it('lose no message, run none twice and leak no slot', async () => {
    const name = freshName()
    const done: string[] = []
    WorkController.does(async (body) => {
      await pause(5)
      done.push(body)
    })
    const bodies = numbered(600, 'm')
    await sqs.createQueue(name)
    await sqs.sendMany(name, bodies)
    const app = await start([aQueue({ url: sqs.urlOf(name), slots: 20 })])
    while (done.length < bodies.length) {
      app.server.pause('jobs')
      await pause(15)
      app.server.resume('jobs')
      await pause(30)
    }
    await app.untilEvent('message_deleted', bodies.length)
    expect(done.toSorted()).toEqual(bodies.toSorted())
    expect(app.of('queue_paused').length).toBeGreaterThan(3)
    expect(app.server.getStatus().queues[0]).toMatchObject({
      slotsBusy: 0,
      settlingCount: 0,
      deletedCount: 600
    })
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })
})
