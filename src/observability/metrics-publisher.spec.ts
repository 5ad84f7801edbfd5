import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { MetricsOptions } from '../config/config.tokens'
import { EmfRecords } from './emf/emf-records'
import { EventLog, type EventRecord } from './log-events'
import { LogSink } from './log-sink'
import { Metrics } from './metrics'
import { MetricsPublisher } from './metrics-publisher'

const OPTIONS: MetricsOptions = {
  mode: 'agent',
  agent: { host: '127.0.0.1', port: 0 },
  namespace: 'nrf',
  serviceName: 'nrf-worker',
  flushSeconds: 60
}

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}

describe('MetricsPublisher', () => {
  const cleanUps: (() => void)[] = []
  const events: EventRecord[] = []
  const printed: string[] = []

  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp()
    events.splice(0)
    printed.splice(0)
  })

  /** An agent that takes connections as `take` says, on the port of a former one when it is given. */
  async function anAgent(take: (socket: Socket) => void, port?: number): Promise<number> {
    const server = createServer(take)
    cleanUps.push(() => server.close())
    return listen(server, port)
  }

  function aPublisher(options: Partial<MetricsOptions>) {
    const records = new EmfRecords(OPTIONS)
    const publisher = new MetricsPublisher({
      options: { ...OPTIONS, ...options },
      records,
      log: new LogSink({ write: (line) => printed.push(line) }),
      events: new EventLog({ write: (_, record) => events.push(record) })
    })
    return { publisher, metrics: new Metrics([records]) }
  }

  /** Keeps what the agent got, line by line. */
  function keptIn(received: Promise<string>[]): (socket: Socket) => void {
    return (socket) => void received.push(text(socket))
  }

  async function linesOf(received: Promise<string>[]): Promise<unknown[]> {
    const all = (await Promise.all(received)).join('')
    return all
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line))
  }

  it('hands the records to the agent, a line each', async () => {
    const received: Promise<string>[] = []
    const { publisher, metrics } = aPublisher({
      agent: { host: '127.0.0.1', port: await anAgent(keptIn(received)) }
    })
    metrics.count('JobsStarted')
    metrics.count('JobsFailed', { reason: 'internal' })

    await publisher.flush()

    expect(await linesOf(received)).toMatchObject([{ JobsStarted: 1 }, { JobsFailed: 1 }])
    expect([publisher.trouble(), events]).toEqual([undefined, []])
  })

  it('keeps the records of a time without agent, says so once, and sends them first', async () => {
    const free = createServer()
    const port = await listen(free)
    free.close()
    await once(free, 'close')
    const { publisher, metrics } = aPublisher({ agent: { host: '127.0.0.1', port } })
    for (const times of [1, 2, 3]) {
      metrics.count('JobsStarted', {}, times)
      await publisher.flush()
    }
    expect(publisher.trouble()).toMatchObject({ reason: expect.stringContaining(`127.0.0.1:${port}`) })
    expect(events).toMatchObject([{ 'event.action': 'metrics_impaired', 'error.code': 'ECONNREFUSED' }])

    const received: Promise<string>[] = []
    await anAgent(keptIn(received), port)
    metrics.count('JobsStarted', {}, 4)
    await publisher.flush()

    expect(await linesOf(received)).toMatchObject([1, 2, 3, 4].map((JobsStarted) => ({ JobsStarted })))
    expect(publisher.trouble()).toBeUndefined()
    expect(events).toMatchObject([{}, { 'event.action': 'metrics_recovered' }])
  })

  it('forgets what waits longer than an hour', async () => {
    const { publisher, metrics } = aPublisher({ agent: { host: '127.0.0.1', port: 1 } })
    for (let minute = 0; minute < 70; minute += 1) {
      metrics.count('JobsStarted', {}, minute + 1)
      await publisher.flush()
    }
    const received: Promise<string>[] = []
    const port = await anAgent(keptIn(received))
    Object.assign(publisher['parts'].options.agent, { port })
    await publisher.flush()

    const lines = await linesOf(received)
    expect(lines).toHaveLength(59)
    expect(lines[0]).toMatchObject({ JobsStarted: 12 })
  })

  it('outlives an agent that resets every connection', async () => {
    const port = await anAgent((socket) => socket.resetAndDestroy())
    const { publisher, metrics } = aPublisher({ agent: { host: '127.0.0.1', port } })
    for (let round = 0; round < 5; round += 1) {
      metrics.count('JobsStarted')
      await publisher.flush()
    }

    expect(publisher.trouble()?.reason ?? 'taken').toMatch(/^taken$|ECONNRESET|EPIPE|closed/)
  })

  it('writes to the log where no agent is wanted, and does nothing when it is off', async () => {
    const local = aPublisher({ mode: 'console' })
    local.metrics.count('JobsStarted')
    await local.publisher.flush()
    expect(printed).toEqual([expect.stringMatching(/"JobsStarted":1.*\n$/)])

    jest.useFakeTimers()
    try {
      aPublisher({ mode: 'off' }).publisher.onApplicationBootstrap()
      expect(jest.getTimerCount()).toBe(0)
    } finally {
      jest.useRealTimers()
    }
  })

  it('sends what is left when the application ends', async () => {
    const received: Promise<string>[] = []
    const { publisher, metrics } = aPublisher({
      agent: { host: '127.0.0.1', port: await anAgent(keptIn(received)) }
    })
    publisher.onApplicationBootstrap()
    metrics.count('JobsStarted')

    await publisher.onApplicationShutdown()

    expect(await linesOf(received)).toMatchObject([{ JobsStarted: 1 }])
  })
})
