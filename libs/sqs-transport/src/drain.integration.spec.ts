import { FauxqsProcess } from './testing/fauxqs-process'
import { aQueue, TransportApp, until } from './testing/transport-app'
import { untilAborted, WorkController } from './testing/work.controller'

let sqs: FauxqsProcess
let queueNumber = 0

const freshName = (): string => `queue-${(queueNumber += 1)}`

interface Limits {
  drainTimeoutMs: number
  interruptLeadMs: number
}

/** With one slot no receive is in progress while a handler runs; with two there is. */
function start(url: string, limits: Limits, slots = 1): Promise<TransportApp> {
  const queues = [aQueue({ url, slots, waitTimeSeconds: 20 })]
  return TransportApp.start({ client: sqs.client, queues, ...limits }, [WorkController])
}

beforeAll(async () => {
  sqs = await FauxqsProcess.start()
})

afterAll(async () => {
  await sqs.stop()
})

/** A receive that has lasted this long is a long poll. */
async function untilLongPoll(app: TransportApp): Promise<void> {
  const startedAt = (): number => app.server.getStatus().queues[0].pollStartedAt?.getTime() ?? Number.NaN
  await until(() => Date.now() - startedAt() > 500, 'the long poll')
}

describe('the drain', () => {
  it('lets a running handler finish and delete its message', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does(() => new Promise((resolve) => setTimeout(resolve, 1500)))
    await sqs.send(name, 'a')
    const app = await start(url, { drainTimeoutMs: 20_000, interruptLeadMs: 5000 })
    await app.untilEvent('message_received')
    await app.app.close()
    expect(app.of('message_deleted')).toHaveLength(1)
    expect(app.of('worker_drained')).toMatchObject([
      { received: 1, processed: 1, failed: 0, interrupted: 0, released: 0 }
    ])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })

  it('interrupts a handler that does not fit and gives its message back at once', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does((_body, context) => untilAborted(context))
    await sqs.send(name, 'a')
    const app = await start(url, { drainTimeoutMs: 4000, interruptLeadMs: 3000 })
    await app.untilEvent('message_received')
    const summary = await app.server.drain()
    expect(summary).toMatchObject({ received: 1, processed: 0, failed: 0, interrupted: 1, released: 1 })
    expect(app.of('message_released')).toMatchObject([{ reason: 'shutdown' }])
    expect(await sqs.depth(name)).toEqual({ visible: 1, hidden: 0 })
    await app.app.close()
  })

  it('gives the message back even while a receive in progress may take it again', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does((_body, context) => untilAborted(context))
    await sqs.send(name, 'a')
    const app = await start(url, { drainTimeoutMs: 5000, interruptLeadMs: 4000 }, 2)
    await app.untilEvent('message_received')
    await untilLongPoll(app)
    await app.server.drain()
    expect(await sqs.depth(name)).toEqual({ visible: 1, hidden: 0 })
    await app.app.close()
  })

  it('gives back the message of a handler that ignores its signal, whatever it does later', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    let finish = (): void => undefined
    WorkController.does(() => new Promise((resolve) => (finish = resolve)))
    await sqs.send(name, 'a')
    const app = await start(url, { drainTimeoutMs: 2500, interruptLeadMs: 1500 })
    await app.untilEvent('message_received')
    expect(await app.server.drain()).toMatchObject({ processed: 0, interrupted: 1, released: 1 })
    finish()
    await app.app.close()
    expect(await sqs.depth(name)).toEqual({ visible: 1, hidden: 0 })
    expect(app.of('message_deleted')).toEqual([])
  })

  it('aborts an idle long poll, runs once and says so', async () => {
    const url = await sqs.createQueue(freshName())
    const app = await start(url, { drainTimeoutMs: 20_000, interruptLeadMs: 5000 })
    await untilLongPoll(app)
    const both = Promise.all([app.server.drain(), app.server.drain()])
    expect(app.server.getStatus().isDraining).toBe(true)
    const [first, second] = await both
    expect(first).toBe(second)
    await app.app.close()
    expect(app.of('worker_draining')).toHaveLength(1)
    expect(app.of('worker_drained')).toHaveLength(1)
    expect(app.of('poll_error')).toEqual([])
    expect(app.server.getStatus().queues[0].isPolling).toBe(false)
  })

  it('gives back what a receive in progress still brings', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    const handled: string[] = []
    WorkController.does(async (body) => void handled.push(body))
    const app = await start(url, { drainTimeoutMs: 20_000, interruptLeadMs: 5000 })
    await untilLongPoll(app)
    const drained = app.server.drain()
    await sqs.send(name, 'late')
    await drained
    expect(handled).toEqual([])
    expect(app.of('message_released')).toMatchObject([{ reason: 'draining' }])
    expect(await sqs.depth(name)).toEqual({ visible: 1, hidden: 0 })
    await app.app.close()
  })

  it('under load, with several receives in progress, ends what runs and hides nothing', async () => {
    const name = freshName()
    const url = await sqs.createQueue(name)
    WorkController.does(() => new Promise((resolve) => setTimeout(resolve, 30)))
    await sqs.sendMany(
      name,
      Array.from({ length: 600 }, (_, index) => `m${index}`)
    )
    const app = await start(url, { drainTimeoutMs: 20_000, interruptLeadMs: 5000 }, 40)
    await app.untilEvent('message_deleted', 60)
    const { received, processed, released, failed } = await app.server.drain()
    expect({ failed, unsettled: received - processed - released }).toEqual({ failed: 0, unsettled: 0 })
    expect(await sqs.depth(name)).toEqual({ visible: 600 - processed, hidden: 0 })
    expect(processed).toBeLessThan(600)
    await app.app.close()
  })
})
