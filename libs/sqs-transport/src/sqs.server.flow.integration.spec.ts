import { DeleteMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { SqsTransportOptions } from './sqs-transport.options'
import { FauxqsProcess } from './testing/fauxqs-process'
import { Latch } from './testing/latch'
import { aQueue, TransportApp, until } from './testing/transport-app'
import { untilAborted, WorkController } from './testing/work.controller'

let sqs: FauxqsProcess
let running: TransportApp | undefined
let queueNumber = 0

const freshName = (): string => `queue-${(queueNumber += 1)}`

async function start(
  queues: SqsTransportOptions['queues'],
  client: SQSClient = sqs.client
): Promise<TransportApp> {
  running = await TransportApp.start({ client, queues, drainTimeoutMs: 3000, interruptLeadMs: 1500 }, [
    WorkController
  ])
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

describe('slots', () => {
  it('are refilled one by one: a slow message does not hold up the others', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const slow = new Latch()
    WorkController.does(async (body) => {
      if (body === 'slow') await slow.opened
    })
    await sqs.send(name, 'slow')
    for (let index = 0; index < 6; index += 1) await sqs.send(name, 'quick')
    const app = await start([aQueue({ url, slots: 2 })])
    await app.untilEvent('message_deleted', 6)
    expect(app.server.getStatus().queues[0]).toMatchObject({ slotsBusy: 1, slotsTotal: 2 })
    expect(app.server.getStatus().queues[0].oldestHandlerStartedAt).toBeInstanceOf(Date)
    slow.open()
    await app.untilEvent('message_deleted', 7)
  })

  it('bound what is received: the rest stays visible for other workers', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const hold = new Latch()
    WorkController.does(() => hold.opened)
    for (let index = 0; index < 5; index += 1) await sqs.send(name, 'job')
    const app = await start([aQueue({ url, slots: 3 })])
    await app.untilEvent('message_received', 3)
    expect(await sqs.depth(name)).toEqual({ visible: 2, hidden: 3 })
    hold.open()
    await app.untilEvent('message_deleted', 5)
  })

  it('belong to one queue: a full queue leaves the other one running', async () => {
    const [first, second] = [freshName(), freshName()]
    const hold = new Latch()
    WorkController.does(async (body) => {
      if (body === 'hold') await hold.opened
    })
    const queues = [
      aQueue({ name: 'first', url: await sqs.createQueue(first) }),
      aQueue({ name: 'second', url: await sqs.createQueue(second), slots: 2 })
    ]
    await sqs.send(first, 'hold')
    await sqs.send(first, 'quick')
    for (let index = 0; index < 4; index += 1) await sqs.send(second, 'quick')
    const app = await start(queues)
    await app.untilEvent('message_deleted', 4)
    expect(app.of('message_deleted').map(({ queue }) => queue)).toEqual(Array(4).fill('second'))
    hold.open()
    await app.untilEvent('message_deleted', 6)
  })
})

describe('the heartbeat', () => {
  it('keeps a message invisible for longer than its visibility timeout', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const hold = new Latch()
    WorkController.does(() => hold.opened)
    await sqs.send(name, 'long')
    const app = await start([aQueue({ url, slots: 2, visibilityTimeoutSeconds: 2 })])
    // Nine beats of half a second: more than two visibility timeouts.
    await app.untilEvent('heartbeat_sent', 9)
    expect(app.of('message_received')).toHaveLength(1)
    expect(app.of('message_duplicate')).toHaveLength(0)
    hold.open()
    await app.untilEvent('message_deleted')
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })

  it('aborts the handler whose message is no longer held, and leaves that message alone', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const handles: string[] = []
    const client = sqs.clientWith({
      onMessages: (messages) => handles.push(...messages.map((message) => message.ReceiptHandle!))
    })
    WorkController.does((_body, context) => untilAborted(context))
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url, renewEverySeconds: 0.2 })], client)
    await app.untilEvent('message_received')
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: handles[0] }))
    await app.untilEvent('lease_lost')
    const [released] = await app.untilEvent('message_released')
    expect(released).toMatchObject({
      reason: 'lease-lost',
      error: { name: 'HandlerAborted', reason: 'lease-lost' }
    })
    expect(app.of('message_visibility_failed')).toEqual([])
    client.destroy()
  })
})

describe('a message received again while it is being handled', () => {
  it('runs once, takes no second slot and is deleted by its newest handle', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const hold = new Latch()
    const bodies: string[] = []
    WorkController.does(async (body) => {
      bodies.push(body)
      await hold.opened
    })
    const client = sqs.clientWith({
      before: (command) => {
        if (command === 'ChangeMessageVisibilityBatchCommand') throw new Error('the request is lost')
      }
    })
    await sqs.send(name, 'a')
    const late = { visibilityTimeoutSeconds: 2, renewEverySeconds: 1.9 }
    const app = await start([aQueue({ url, slots: 2, ...late })], client)
    await app.untilEvent('message_duplicate')
    expect(app.server.getStatus().queues[0]).toMatchObject({ slotsBusy: 1, receivedCount: 1 })
    expect(app.of('heartbeat_failed').length).toBeGreaterThan(0)
    hold.open()
    await app.untilEvent('message_deleted')
    expect(bodies).toEqual(['a'])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })
})

describe('pause', () => {
  it('stops receiving until resume and lets running handlers finish', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const hold = new Latch()
    WorkController.does(() => hold.opened)
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url, slots: 2 })])
    await app.untilEvent('message_received')
    app.server.pause('jobs')
    await until(() => app.server.getStatus().queues[0].pollStartedAt === undefined, 'the last receive')
    await sqs.send(name, 'b')
    hold.open()
    await app.untilEvent('message_deleted')
    expect(await sqs.depth(name)).toEqual({ visible: 1, hidden: 0 })
    expect(app.server.getStatus().queues[0]).toMatchObject({ isPaused: true, isPolling: true })
    app.server.resume('jobs')
    await app.untilEvent('message_deleted', 2)
    expect(app.of('queue_resumed')).toHaveLength(1)
  })

  it('of an unknown queue is an error', async () => {
    const app = await start([aQueue({ url: await sqs.createQueue(freshName()) })])
    expect(() => app.server.pause('other')).toThrow('No queue is named "other"')
  })
})

describe('a closed gate', () => {
  it('keeps the queue from being received until it opens', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does(async () => undefined)
    let isOpen = false
    await sqs.send(name, 'a')
    const app = await start([aQueue({ url, gates: [{ name: 'database', isOpen: () => isOpen }] })])
    await app.untilEvent('gate_closed')
    expect(app.server.getStatus().queues[0].closedGates).toEqual(['database'])
    expect(app.of('poll_completed')).toEqual([])
    expect(await sqs.depth(name)).toEqual({ visible: 1, hidden: 0 })
    isOpen = true
    const [deleted] = await app.untilEvent('message_deleted')
    expect(deleted).toMatchObject({ receiveCount: 1 })
    expect(app.of('gate_opened')).toHaveLength(1)
  })
})
