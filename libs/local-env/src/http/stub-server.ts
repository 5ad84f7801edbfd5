import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { portOf } from '../processes/free-port'
import { FailureScript, type ScriptedFailure } from './failure-script'
import { PreparedBody, readRequest, type HttpAnswer, type HttpRequest } from './http-exchange'

const WAIT_MS = 30_000
const GZIP_FROM_BYTES = 1024
const LONGEST_SLOW_BODY_MS = 60_000

export interface StubAddress {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default: a free one. */
  readonly port?: number
}

/** A request that a stub got, kept for tests. */
export interface ReceivedRequest<Route extends string> extends HttpRequest {
  readonly route: Route
  readonly reference?: string
  /** Status of the answer; undefined while there is none. */
  status?: number
  /** What the stub made of it, whatever it answered; undefined when nothing was done. */
  appliedStatus?: number
}

/**
 * A request on its way: `received` completely and nothing has happened yet; `applied`, what was asked is done;
 * `answered`, the whole answer is sent.
 */
export interface StubObservation<Route extends string> {
  readonly phase: 'received' | 'applied' | 'answered'
  readonly request: ReceivedRequest<Route>
}

/** What a stub makes of a request: which route it is, whom it is about, and how to answer it. */
export interface Recognised<Route extends string> {
  readonly route: Route
  readonly reference?: string
  readonly answer: () => HttpAnswer
}

/** HTTP server of a stub: keeps what it received and fails when it is told to. */
export class StubServer<Route extends string> {
  readonly received: ReceivedRequest<Route>[] = []
  private readonly failures = new FailureScript<Route>()
  private readonly watchers = new Set<() => void>()
  private readonly listeners = new Set<(observation: StubObservation<Route>) => void>()
  private readonly server: Server
  private address = ''

  /** @param recognise undefined for requests that no route takes; they are answered with 404 */
  constructor(private readonly recognise: (request: HttpRequest) => Recognised<Route> | undefined) {
    this.server = createServer((message, response) => {
      this.serve(message, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined)
      })
    })
  }

  async listen({ host = '127.0.0.1', port = 0 }: StubAddress = {}): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, resolve)
    })
    this.address = `http://127.0.0.1:${portOf(this.server)}`
  }

  /** Address for callers on this machine; empty before it listens. */
  get url(): string {
    return this.address
  }

  failNext(failure: ScriptedFailure<Route>): void {
    this.failures.add(failure)
  }

  calm(): void {
    this.failures.calm()
  }

  /** Called at once for every request; what it does happens before the request goes on. */
  observe(listener: (observation: StubObservation<Route>) => void): void {
    this.listeners.add(listener)
  }

  /** Resolves with the first request, past ones included, that meets the predicate; looks again at every answer. */
  waitFor(
    predicate: (request: ReceivedRequest<Route>) => boolean,
    timeoutMs = WAIT_MS
  ): Promise<ReceivedRequest<Route>> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.received.find(predicate)
        if (found) finish(() => resolve(found))
      }
      const timer = setTimeout(() => finish(() => reject(new Error(this.nothingFound(timeoutMs)))), timeoutMs)
      const finish = (settle: () => void) => {
        clearTimeout(timer)
        this.watchers.delete(look)
        settle()
      }
      this.watchers.add(look)
      look()
    })
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    await closed
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message)
    const recognised = this.recognise(request)
    if (!recognised) return send(response, message, { status: 404, body: { message: 'Not Found' } })
    const { route, reference, answer } = recognised
    const received: ReceivedRequest<Route> = { ...request, route, reference }
    this.received.push(received)
    this.tellWatchers()
    this.tell('received', received)
    const apply = () => {
      const applied = answer()
      received.appliedStatus = applied.status
      this.tell('applied', received)
      return applied
    }
    const outcome = await outcomeOf(this.failures.take(route, reference), apply)
    if (outcome === 'hang') return
    if (outcome === 'destroy') {
      message.socket.destroy()
      return
    }
    response.once('finish', () => {
      received.status = outcome.status
      this.tellWatchers()
      this.tell('answered', received)
    })
    send(response, message, outcome)
  }

  private tell(phase: StubObservation<Route>['phase'], request: ReceivedRequest<Route>): void {
    for (const listener of this.listeners) listener({ phase, request })
  }

  private tellWatchers(): void {
    for (const look of this.watchers) look()
  }

  private nothingFound(timeoutMs: number): string {
    const seen = this.received.map(({ route, reference, status }) => `${route} ${reference} ${status}`)
    return `No such request within ${timeoutMs} ms; received: ${seen.join(', ') || 'nothing'}`
  }
}

async function outcomeOf<Route extends string>(
  failure: ScriptedFailure<Route> | undefined,
  answer: () => HttpAnswer
): Promise<HttpAnswer | 'hang' | 'destroy'> {
  if (!failure) return answer()
  const applied = failure.afterApplying ? answer() : undefined
  if (failure.delayMs) await delay(failure.delayMs)
  if (failure.hang) return 'hang'
  if (failure.destroySocket) return 'destroy'
  const { status, headers, body, slowBodyMs, paddingBytes } = failure
  const ending = status === undefined ? (applied ?? answer()) : { status, headers, body }
  return { ...ending, slowBodyMs, paddingBytes }
}

function send(response: ServerResponse, message: IncomingMessage, answer: HttpAnswer): void {
  const bytes = bytesOf(answer)
  const isZipped =
    bytes.length >= GZIP_FROM_BYTES && /\bgzip\b/.test(message.headers['accept-encoding'] ?? '')
  response.writeHead(answer.status, {
    ...(bytes.length > 0 && { 'content-type': 'application/json; charset=utf-8' }),
    ...(isZipped && { 'content-encoding': 'gzip' }),
    ...answer.headers
  })
  const sent = isZipped ? zippedOf(answer, bytes) : bytes
  if (answer.slowBodyMs === undefined) response.end(sent)
  else trickle(response, sent, answer.slowBodyMs)
}

function trickle(response: ServerResponse, bytes: Buffer, pauseMs: number): void {
  let at = 0
  const end = () => response.end(bytes.subarray(at))
  const limit = setTimeout(end, LONGEST_SLOW_BODY_MS)
  const timer = setInterval(() => {
    if (at < bytes.length) response.write(bytes.subarray(at, ++at))
    else end()
  }, pauseMs)
  response.once('close', () => {
    clearTimeout(limit)
    clearInterval(timer)
  })
}

function bytesOf({ body, paddingBytes = 0 }: HttpAnswer): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  const bytes = body instanceof PreparedBody ? body.bytes : Buffer.from(textOf(body))
  return paddingBytes === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(paddingBytes, ' ')])
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}

function zippedOf({ body, paddingBytes = 0 }: HttpAnswer, bytes: Buffer): Buffer {
  return body instanceof PreparedBody && paddingBytes === 0 ? body.zipped : gzipSync(bytes)
}
