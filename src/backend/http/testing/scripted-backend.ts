import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse
} from 'node:http'
import type { Server as SocketServer } from 'node:net'
import { text } from 'node:stream/consumers'
import type { BackendOptions } from '../../../config/config.tokens'
import type { RetryTiming } from '../repeated-call'

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

interface SeenRequest {
  readonly method?: string
  readonly url?: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server on 127.0.0.1 that gives the answers of a list, one per request; the last one again and again. */
export class ScriptedBackend {
  readonly seen: SeenRequest[] = []
  private readonly server: Server
  private readonly closings: Promise<unknown>[] = []

  constructor(private readonly answers: readonly Answer[]) {
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.on('connection', (socket) => {
      this.closings.push(new Promise((resolve) => socket.once('close', resolve)))
    })
  }

  /** @returns the base URL */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return urlOf(this.server)
  }

  /** Resolves when every connection was closed. @returns how many there were */
  async allClosed(): Promise<number> {
    return (await Promise.all(this.closings)).length
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = request
    this.seen.push({ method, url, headers, body: await text(request) })
    const answer = this.answers[Math.min(this.seen.length, this.answers.length) - 1]
    answer(response, request)
  }
}

/** Address of a server that listens on 127.0.0.1. */
export function urlOf(server: SocketServer): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')
  return `http://127.0.0.1:${address.port}`
}

export const status =
  (code: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body)

export const json = (content: unknown, code = 200): Answer =>
  status(code, { 'content-type': 'application/json; charset=utf-8' }, JSON.stringify(content))

export const aTiming = (timing: Partial<RetryTiming> = {}): RetryTiming => ({
  baseMs: 2,
  capMs: 8,
  maxRetryAfterSeconds: 30,
  ...timing
})

export const someBackendOptions = (options: Partial<BackendOptions>): BackendOptions => ({
  trustedCertificates: [],
  baseUrl: 'http://127.0.0.1:9',
  apiKey: 'test-key',
  resultsContract: 'results',
  assessmentPath: '/assessments/{reference}',
  healthPath: '/health',
  resultsPath: '/assessments/{reference}/results',
  quotesPath: '/quotes/{reference}',
  maxResponseBytes: 1_000_000,
  connectTimeoutMs: 2000,
  getTimeoutMs: 20_000,
  postTimeoutMs: 20_000,
  maxRetries: 3,
  tracingHeader: 'x-cdp-request-id',
  ...options
})
