import { once } from 'node:events'
import { createServer as createSocketServer, type Socket } from 'node:net'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { parseStrictJson } from '@nrf/strict-json'
import type { BackendOptions } from '../../config/config.tokens'
import { runWithTraceId } from '../../observability/trace-context'
import {
  BackendBadResponse,
  BackendUnauthorised,
  BackendUnavailable,
  ResponseTooLarge
} from '../backend.failures'
import { BackendHttpClient, type BackendAnswer } from './backend-http-client'
import type { RetryTiming } from './repeated-call'
import {
  aTiming,
  json,
  ScriptedBackend,
  someBackendOptions,
  status,
  type Answer,
  urlOf
} from './testing/scripted-backend'

const NEVER = new AbortController().signal
const JSON_TYPE = { 'content-type': 'application/json' }
const cleanUps: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

interface Setting {
  readonly options?: Partial<BackendOptions>
  readonly timing?: Partial<RetryTiming>
  readonly basePath?: string
}

async function aBackend(answers: Answer[], { options, timing, basePath = '' }: Setting = {}) {
  const backend = new ScriptedBackend(answers)
  const baseUrl = (await backend.start()) + basePath
  const client = aClient({ baseUrl, ...options }, timing)
  cleanUps.push(() => backend.stop())
  const get = (
    request: { reference?: string; timeoutMs?: number } = {},
    signal: AbortSignal = NEVER
  ): Promise<BackendAnswer> =>
    client.call(
      {
        method: 'GET',
        path: '/assessments/{reference}',
        reference: 'NRL-000001',
        headers: { 'accept-encoding': 'gzip' },
        timeoutMs: 20_000,
        read: async (bytes) => parsed(bytes),
        ...request
      },
      signal
    )
  return { backend, baseUrl, get, seen: backend.seen }
}

/** As a caller reads it. */
function parsed(bytes: Buffer): unknown {
  try {
    return parseStrictJson(bytes)
  } catch (error) {
    throw new BackendBadResponse('not JSON', { cause: error })
  }
}

function aClient(options: Partial<BackendOptions>, timing?: Partial<RetryTiming>): BackendHttpClient {
  const client = new BackendHttpClient(someBackendOptions(options), aTiming(timing))
  cleanUps.push(() => client.onApplicationShutdown())
  return client
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('resolved')
    },
    (error: unknown) => error
  )

describe('one try', () => {
  it('returns what was read from the body', async () => {
    const { get } = await aBackend([json({ a: 1 })])
    await expect(get()).resolves.toEqual({ status: 200, body: { a: 1 } })
  })

  it('returns a body that is compressed and has a byte-order mark', async () => {
    const bytes = gzipSync(`\uFEFF${JSON.stringify({ name: 'Wroxham Broad' })}`)
    const { get } = await aBackend([
      (response) => void response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(bytes)
    ])
    await expect(get()).resolves.toMatchObject({ body: { name: 'Wroxham Broad' } })
  })

  it('sends key, trace id and what it accepts', async () => {
    const { get, seen } = await aBackend([json({})])
    await runWithTraceId('abc123', () => get())
    expect(seen[0].headers).toMatchObject({
      'x-api-key': 'test-key',
      'x-cdp-request-id': 'abc123',
      accept: 'application/json',
      'accept-encoding': 'gzip'
    })
  })

  it('sends a traceparent of the trace where its id has the form for one', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    const { get, seen } = await aBackend([json({})])
    await runWithTraceId(traceId, () => get())
    await runWithTraceId('abc123', () => get())
    expect(seen[0].headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
    expect(seen[1].headers).not.toHaveProperty('traceparent')
  })

  it('leaves out a trace id that does not fit into a header', async () => {
    const { get, seen } = await aBackend([json({})])
    await runWithTraceId('abc\r\nx-evil: 1', () => get())
    expect(seen[0].headers).not.toHaveProperty('x-cdp-request-id')
    expect(seen[0].headers).not.toHaveProperty('x-evil')
  })

  it('encodes the reference and keeps the path of the base URL', async () => {
    const { get, seen } = await aBackend([json({})], { basePath: '/nrf/' })
    await get({ reference: 'a/../b?c#d' })
    expect(seen[0].url).toBe('/nrf/assessments/a%2F..%2Fb%3Fc%23d')
  })

  it.each([401, 403])('fails at once with status %d', async (code) => {
    const { get, seen } = await aBackend([status(code)])
    await expect(get()).rejects.toBeInstanceOf(BackendUnauthorised)
    expect(seen).toHaveLength(1)
  })

  it.each([301, 302, 307, 308])('does not follow a redirect with status %d', async (code) => {
    const target = await aBackend([json({ secret: true })])
    const location = `${target.baseUrl}/x`
    const { get, seen } = await aBackend([status(code, { location })])
    await expect(get()).rejects.toBeInstanceOf(BackendBadResponse)
    expect([seen.length, target.seen.length]).toEqual([1, 0])
  })

  it.each([400, 404, 409, 410, 422])('returns status %d without asking again', async (code) => {
    const { get, seen } = await aBackend([json({ message: 'no' }, code)])
    await expect(get()).resolves.toEqual({ status: code, explanation: { message: 'no' } })
    expect(seen).toHaveLength(1)
  })

  it('needs no readable body with a status that says it all', async () => {
    const { get } = await aBackend([
      status(404, { 'content-type': 'text/html' }, `<p>${'x'.repeat(200_000)}`)
    ])
    await expect(get()).resolves.toEqual({ status: 404, explanation: undefined })
  })
})

describe('limits', () => {
  it('stops reading a long body', async () => {
    let sent = 0
    const { get, seen } = await aBackend([
      (response) => {
        response.writeHead(200, JSON_TYPE)
        const chunk = Buffer.alloc(65_536, ' ')
        const push = (): void => {
          while (sent < 50_000_000 && !response.destroyed) {
            sent += chunk.length
            if (!response.write(chunk)) return void response.once('drain', push)
          }
        }
        push()
      }
    ])
    await expect(get()).rejects.toBeInstanceOf(ResponseTooLarge)
    expect(sent).toBeLessThan(50_000_000)
    expect(seen).toHaveLength(1)
  })

  it('refuses a body whose announced length is too long', async () => {
    const { get } = await aBackend([
      (response) => {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '50000000' }).write('{')
      }
    ])
    await expect(get()).rejects.toBeInstanceOf(ResponseTooLarge)
  })

  it('counts the bytes after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000, ' '))
    const { get } = await aBackend([
      (response) => void response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(bomb)
    ])
    expect(bomb.length).toBeLessThan(100_000)
    await expect(get()).rejects.toBeInstanceOf(ResponseTooLarge)
  })

  it('gives up on an endless drip', async () => {
    const { get } = await aBackend(
      [
        (response) => {
          response.writeHead(200, JSON_TYPE)
          const timer = setInterval(() => response.write(' '), 10)
          response.on('close', () => clearInterval(timer))
        }
      ],
      { options: { maxRetries: 1 } }
    )
    const error = await rejection(get({ timeoutMs: 300 }))
    expect(error).toBeInstanceOf(BackendUnavailable)
    expect(error).toMatchObject({ message: expect.stringContaining('300 ms') })
  })

  it('gives up on a server that takes the connection and says nothing', async () => {
    const { get } = await aBackend([() => undefined], { options: { maxRetries: 0 } })
    await expect(get({ timeoutMs: 100 })).rejects.toBeInstanceOf(BackendUnavailable)
  })
})

describe('asking again', () => {
  it.each([408, 425, 429, 500, 502, 503])('asks again after status %d', async (code) => {
    const { get, seen } = await aBackend([status(code), status(code), json({ a: 1 })])
    await expect(get()).resolves.toMatchObject({ status: 200 })
    expect(seen).toHaveLength(3)
  })

  it('asks no more often than it may', async () => {
    const { get, seen } = await aBackend([status(503)], { options: { maxRetries: 2 } })
    await expect(get()).rejects.toBeInstanceOf(BackendUnavailable)
    expect(seen).toHaveLength(3)
  })

  it.each<[string, Answer]>([
    ['HTML', status(200, { 'content-type': 'text/html' }, '<html>')],
    ['an empty body', status(200, JSON_TYPE)],
    ['cut off JSON', status(200, JSON_TYPE, '{"email":"planner@example.com"')],
    ['another compression', status(200, { ...JSON_TYPE, 'content-encoding': 'br' }, 'x')],
    ['broken gzip', status(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, 'not gzip')],
    ['no UTF-8', (response) => void response.writeHead(200, JSON_TYPE).end(Buffer.from([0x22, 0xff, 0x22]))],
    [
      'cut off gzip',
      (response) =>
        void response
          .writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' })
          .end(gzipSync(JSON.stringify({ a: 'b'.repeat(1000) })).subarray(0, -12))
    ]
  ])('asks again after %s and fails without quoting it', async (_name, answer) => {
    const { get, seen } = await aBackend([answer], { options: { maxRetries: 1 } })
    const error = await rejection(get())
    expect(error).toBeInstanceOf(BackendBadResponse)
    expect(inspect(error)).not.toContain('planner')
    expect(seen).toHaveLength(2)
  })

  it('asks again when the connection breaks in the middle of a body', async () => {
    const { get } = await aBackend([
      (response) => {
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' }).write('{"a":')
        setTimeout(() => response.destroy(), 20)
      },
      json({ a: 1 })
    ])
    await expect(get()).resolves.toMatchObject({ body: { a: 1 } })
  })

  it('names the cause when nobody listens', async () => {
    const { get, backend } = await aBackend([json({})], { options: { maxRetries: 1 } })
    await backend.stop()
    const error = await rejection(get())
    expect(error).toBeInstanceOf(BackendUnavailable)
    expect(error).toMatchObject({
      message: expect.stringContaining('ECONNREFUSED'),
      cause: { code: 'ECONNREFUSED' }
    })
  })

  it('asks again after an answer that is not HTTP', async () => {
    const sockets: Socket[] = []
    const server = createSocketServer((socket) => {
      sockets.push(socket)
      socket.end('SSH-2.0-OpenSSH\r\n')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    cleanUps.push(async () => server.close())
    const client = aClient({
      baseUrl: urlOf(server),
      maxRetries: 1
    })
    const request = { method: 'GET', path: '/', reference: '', headers: {}, timeoutMs: 5000 } as const
    await expect(client.call(request, NEVER)).rejects.toBeInstanceOf(BackendBadResponse)
    expect(sockets).toHaveLength(2)
  })
})

describe('Retry-After', () => {
  it('waits as long as a short one says', async () => {
    const { get } = await aBackend([status(429, { 'retry-after': '1' }), json({})])
    const start = performance.now()
    await get()
    expect(performance.now() - start).toBeGreaterThanOrEqual(990)
  })

  it.each([
    ['120', 120],
    ['86400', 900]
  ])('leaves a long one (%s) to the queue', async (header, seconds) => {
    const { get, seen } = await aBackend([status(503, { 'retry-after': header })])
    expect(await rejection(get())).toMatchObject({ code: 'backend_unavailable', retryAfterSeconds: seconds })
    expect(seen).toHaveLength(1)
  })
})

describe('the abort signal', () => {
  it('ends a request that is under way', async () => {
    const controller = new AbortController()
    const reason = new Error('lease lost')
    const { get } = await aBackend([() => controller.abort(reason)])
    expect(await rejection(get({}, controller.signal))).toBe(reason)
  })

  it('ends a wait between two tries', async () => {
    const controller = new AbortController()
    const reason = new Error('shutting down')
    const { get, seen } = await aBackend([
      (response) => {
        response.writeHead(503, { 'retry-after': '25' }).end()
        setTimeout(() => controller.abort(reason), 50)
      }
    ])
    const start = performance.now()
    expect(await rejection(get({}, controller.signal))).toBe(reason)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect(seen).toHaveLength(1)
  })

  it('prevents the request when it was aborted before', async () => {
    const { get, seen } = await aBackend([json({})])
    await expect(get({}, AbortSignal.abort(new Error('late')))).rejects.toThrow('late')
    expect(seen).toHaveLength(0)
  })
})
