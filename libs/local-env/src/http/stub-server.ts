import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { portOf } from '../processes/free-port'
import { FailureScript, type ScriptedFailure } from './failure-script'
import { readRequest, type HttpAnswer, type HttpRequest } from './http-exchange'

const WAIT_MS = 30_000
const GZIP_FROM_BYTES = 1024

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
    const outcome = await outcomeOf(this.failures.take(route, reference), answer)
    if (outcome === 'hang') return
    if (outcome === 'destroy') {
      message.socket.destroy()
      return
    }
    response.once('finish', () => {
      received.status = outcome.status
      this.tellWatchers()
    })
    send(response, message, outcome)
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
  const { status, headers, body } = failure
  return status === undefined ? (applied ?? answer()) : { status, headers, body }
}

function send(response: ServerResponse, message: IncomingMessage, answer: HttpAnswer): void {
  const bytes = bytesOf(answer.body)
  const isZipped =
    bytes.length >= GZIP_FROM_BYTES && /\bgzip\b/.test(message.headers['accept-encoding'] ?? '')
  response.writeHead(answer.status, {
    ...(bytes.length > 0 && { 'content-type': 'application/json; charset=utf-8' }),
    ...(isZipped && { 'content-encoding': 'gzip' }),
    ...answer.headers
  })
  response.end(isZipped ? gzipSync(bytes) : bytes)
}

function bytesOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
