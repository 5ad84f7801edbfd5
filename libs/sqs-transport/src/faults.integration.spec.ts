import { SqsTransportOptions } from './sqs-transport.options'
import { Fault, FaultyGateway, GatewayCall } from './testing/faulty-gateway'
import { FauxqsProcess } from './testing/fauxqs-process'
import { Latch } from './testing/latch'
import { aQueue, TransportApp, until } from './testing/transport-app'
import { WorkController } from './testing/work.controller'

let sqs: FauxqsProcess
let gateway: FaultyGateway
let running: TransportApp | undefined
let handled: string[]
let queueNumber = 0

async function start(
  queue: Partial<Parameters<typeof aQueue>[0]> = {},
  options: Partial<SqsTransportOptions> = {}
): Promise<{ app: TransportApp; name: string }> {
  const name = `queue-${(queueNumber += 1)}`
  const url = await sqs.createQueue(name)
  const client = gateway.client()
  const transport = { client, requestTimeoutMs: 500, ...options, queues: [aQueue({ url, ...queue })] }
  running = await TransportApp.start(transport, [WorkController])
  return { app: running, name }
}

/** Lets the first so many calls of an action go wrong. */
function failFirst(count: number, action: string, fault: Fault): void {
  gateway.fault = (call) => (call.action === action && gateway.of(action).length <= count ? fault : undefined)
}

const entriesOf = ({ body }: GatewayCall): unknown[] => JSON.parse(body).Entries

/** Has the answer to a batch say that its first entry was not accepted. */
function refusesFirst(answer: string): string {
  const { Successful } = JSON.parse(answer)
  if (Successful === undefined) return answer
  const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }]
  return JSON.stringify({ Successful: Successful.slice(1), Failed })
}

beforeAll(async () => {
  sqs = await FauxqsProcess.start()
})

afterAll(async () => {
  await sqs.stop()
})

beforeEach(async () => {
  gateway = await FaultyGateway.start(sqs.port)
  handled = []
  WorkController.does(async (body) => void handled.push(body))
})

afterEach(async () => {
  await running?.app.close()
  running = undefined
  await gateway.stop()
})

describe('a receive', () => {
  it.each<[string, string, Fault]>([
    ['is throttled', 'ThrottlingException', { error: 'ThrottlingException' }],
    ['meets a fault of the service', 'InternalFailure', { error: 'InternalFailure', status: 500 }],
    ['loses its connection', 'Error', 'cut'],
    ['is answered with half a document', 'SyntaxError', { answer: '{"Messages":[{"Bo' }],
    ['is never answered', 'PollTimedOut', 'hang']
  ])('that %s is tried again after longer and longer pauses', async (_what, error, fault) => {
    failFirst(2, 'ReceiveMessage', fault)
    const { app, name } = await start({ waitTimeSeconds: 0 })
    await sqs.send(name, 'a')
    await app.untilEvent('message_deleted')
    const errors = app.of('poll_error')
    expect(errors).toMatchObject([
      { errorClass: 'transient', consecutiveErrors: 1, error: { name: error } },
      { errorClass: 'transient', consecutiveErrors: 2, error: { name: error } }
    ])
    const [first, second] = errors.map(({ retryInMs }) => retryInMs)
    expect(first).toBeGreaterThanOrEqual(500)
    expect(first).toBeLessThanOrEqual(1000)
    expect(second).toBeGreaterThanOrEqual(1000)
    expect(second).toBeLessThanOrEqual(2000)
    expect(app.server.getStatus().queues[0]).toMatchObject({ lastPollError: undefined, pollErrorCount: 2 })
    expect(handled).toEqual(['a'])
  })

  it('whose message was changed on its way hands nothing to the handler; the message comes again', async () => {
    failFirst(1, 'ReceiveMessage', { change: (answer) => answer.replace(/("Body":")[^"]*/, '$1changed') })
    const name = `queue-${(queueNumber += 1)}`
    const url = await sqs.createQueue(name)
    await sqs.send(name, 'a')
    const queues = [aQueue({ url, visibilityTimeoutSeconds: 1 })]
    running = await TransportApp.start({ client: gateway.client(), queues }, [WorkController])
    const [deleted] = await running.untilEvent('message_deleted')
    expect(deleted).toMatchObject({ receiveCount: 2 })
    expect(running.of('poll_error')[0].error).toMatchObject({ message: expect.stringContaining('MD5') })
    expect(handled).toEqual(['a'])
  })
})

describe('a delete', () => {
  it.each<[string, Fault]>([
    ['meets a fault of the service', { error: 'InternalFailure', status: 500 }],
    ['loses its connection', 'cut'],
    ['is never answered', 'hang']
  ])('that %s is tried again, and its handler is not', async (_what, fault) => {
    failFirst(2, 'DeleteMessageBatch', fault)
    const { app, name } = await start()
    await sqs.send(name, 'a')
    await app.untilEvent('message_deleted')
    expect(gateway.of('DeleteMessageBatch')).toHaveLength(3)
    expect(handled).toEqual(['a'])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })

  it('that fails to the end is reported, and the message comes again', async () => {
    failFirst(4, 'DeleteMessageBatch', { error: 'InternalFailure', status: 500 })
    const { app, name } = await start({ visibilityTimeoutSeconds: 2 })
    await sqs.send(name, 'a')
    await app.untilEvent('message_delete_failed')
    const [deleted] = await app.untilEvent('message_deleted')
    expect(deleted).toMatchObject({ receiveCount: 2 })
    expect(app.server.getStatus().queues[0]).toMatchObject({ deletedCount: 1, deleteFailedCount: 1 })
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })

  it('that SQS confirms and forgets has the message come again', async () => {
    failFirst(1, 'DeleteMessageBatch', { answer: '{"Successful":[{"Id":"0"}],"Failed":[]}' })
    const { app, name } = await start({ visibilityTimeoutSeconds: 1 })
    await sqs.send(name, 'a')
    const deleted = await app.untilEvent('message_deleted', 2)
    expect(deleted.map(({ receiveCount }) => receiveCount)).toEqual([1, 2])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })
})

describe('a batch that SQS refuses in part', () => {
  async function handleFiveAtOnce(work: () => Promise<void>): Promise<TransportApp> {
    const all = new Latch()
    WorkController.does(async (body) => {
      handled.push(body)
      if (handled.length === 5) all.open()
      await all.opened
      await work()
    })
    const { app, name } = await start({ slots: 5, retryBackOff: { baseSeconds: 300, capSeconds: 300 } })
    for (const body of ['a', 'b', 'c', 'd', 'e']) await sqs.send(name, body)
    return app
  }

  it('has one delete repeated alone', async () => {
    failFirst(1, 'DeleteMessageBatch', { change: refusesFirst })
    const app = await handleFiveAtOnce(async () => undefined)
    await app.untilEvent('message_deleted', 5)
    expect(gateway.of('DeleteMessageBatch').map((call) => entriesOf(call).length)).toEqual([5, 1])
  })

  it('has one change of visibility repeated alone', async () => {
    failFirst(1, 'ChangeMessageVisibilityBatch', { change: refusesFirst })
    const app = await handleFiveAtOnce(() => Promise.reject(new Error('busy')))
    await app.untilEvent('message_retry_scheduled', 5)
    expect(gateway.of('ChangeMessageVisibilityBatch').map((call) => entriesOf(call).length)).toEqual([5, 1])
  })
})

describe('refused credentials', () => {
  it.each(['ExpiredToken', 'InvalidClientTokenId', 'UnrecognizedClientException'])(
    'lead to one new client, and the job at work goes on: %s',
    async (error) => {
      const work = new Latch()
      WorkController.does((body) => (handled.push(body), work.opened))
      const createClient = jest.fn(() => gateway.client('fresh'))
      const { app, name } = await start({ slots: 2, renewEverySeconds: 0.3 }, { createClient })
      await sqs.send(name, 'a')
      await app.untilEvent('heartbeat_sent')
      gateway.fault = ({ accessKey }) => (accessKey === 'local' ? { error, status: 403 } : undefined)
      await app.untilEvent('client_replaced')
      const heartbeats = app.of('heartbeat_sent').length
      await app.untilEvent('heartbeat_sent', heartbeats + 2)
      await sqs.send(name, 'b')
      await app.untilEvent('message_received', 2)
      work.open()
      await app.untilEvent('message_deleted', 2)
      expect(handled).toEqual(['a', 'b'])
      expect(app.of('message_duplicate')).toEqual([])
      expect(createClient).toHaveBeenCalledTimes(1)
    }
  )

  it('are waited out without a way to make another client', async () => {
    failFirst(2, 'ReceiveMessage', { error: 'InvalidClientTokenId', status: 403 })
    const pollBackOff = {
      transient: { baseSeconds: 0.1, capSeconds: 1 },
      access: { baseSeconds: 0.2, capSeconds: 1 }
    }
    const { app, name } = await start({}, { pollBackOff })
    await sqs.send(name, 'a')
    await app.untilEvent('message_deleted')
    expect(app.of('poll_error')).toMatchObject([{ errorClass: 'access' }, { errorClass: 'access' }])
    expect(app.of('client_replaced')).toEqual([])
  })

  it('are not what a missing right is: the client stays', async () => {
    failFirst(1, 'ReceiveMessage', { error: 'AccessDeniedException', status: 400 })
    const pollBackOff = {
      transient: { baseSeconds: 0.1, capSeconds: 1 },
      access: { baseSeconds: 0.2, capSeconds: 1 }
    }
    const { app, name } = await start({}, { pollBackOff, createClient: () => gateway.client('fresh') })
    await sqs.send(name, 'a')
    await app.untilEvent('message_deleted')
    expect(gateway.calls.map(({ accessKey }) => accessKey)).not.toContain('fresh')
  })
})

describe('an outage of every call', () => {
  it('lets the jobs at work end and loses none of them', async () => {
    const work = new Latch()
    WorkController.does((body) => (handled.push(body), work.opened))
    const { app, name } = await start({ slots: 4, renewEverySeconds: 0.3 })
    for (const body of ['a', 'b', 'c']) await sqs.send(name, body)
    await app.untilEvent('message_received', 3)
    gateway.fault = () => 'cut'
    await app.untilEvent('heartbeat_failed', 2)
    work.open()
    await until(() => app.server.getStatus().queues[0].slotsBusy === 0, 'free slots')
    gateway.fault = () => undefined
    await app.untilEvent('message_deleted', 3)
    expect(handled.toSorted()).toEqual(['a', 'b', 'c'])
    expect(await sqs.depth(name)).toEqual({ visible: 0, hidden: 0 })
  })
})

describe('calls that go wrong at random', () => {
  const KINDS: readonly Fault[] = [
    'cut',
    'hang',
    { error: 'ThrottlingException' },
    { error: 'InternalFailure', status: 500 },
    { change: (answer) => answer.slice(0, -3) },
    { change: refusesFirst }
  ]

  /** The same numbers in every run, so that a failure can be repeated. */
  function draws(seed: number): () => number {
    let state = seed
    return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31
  }

  it.each([1, 2, 3])('lose no message, run none twice at once and leak no slot, seed %d', async (seed) => {
    const random = draws(seed)
    const bodies = Array.from({ length: 200 }, (_, index) => `m${index}`)
    const atWork = new Set<string>()
    const collisions: string[] = []
    WorkController.does(async (body) => {
      if (atWork.has(body)) collisions.push(body)
      atWork.add(body)
      await new Promise((resolve) => setTimeout(resolve, 10 + random() * 20))
      atWork.delete(body)
      handled.push(body)
      if (random() < 0.1) throw new Error('fails now and then')
    })
    gateway.fault = () => (random() < 0.15 ? KINDS[Math.floor(random() * KINDS.length)] : undefined)
    const short = { baseSeconds: 0.05, capSeconds: 0.5 }
    const { app, name } = await start(
      {
        slots: 20,
        visibilityTimeoutSeconds: 2,
        waitTimeSeconds: 1,
        retryBackOff: { baseSeconds: 1, capSeconds: 1 }
      },
      { pollBackOff: { transient: short, access: short }, requestTimeoutMs: 300 }
    )
    await sqs.sendMany(name, bodies)
    await until(
      async () => Object.values(await sqs.depth(name)).every((count) => count === 0),
      'an empty queue',
      50_000
    )
    expect(collisions).toEqual([])
    expect([...new Set(handled)].toSorted()).toEqual(bodies.toSorted())
    await until(() => app.server.getStatus().queues[0].settlingCount === 0, 'the last answers')
    expect(app.server.getStatus().queues[0].slotsBusy).toBe(0)
    gateway.fault = () => undefined
  })
})
