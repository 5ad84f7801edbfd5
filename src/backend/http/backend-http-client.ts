import type { OnApplicationShutdown } from '@nestjs/common'
import { JsonRefused, parseStrictJson } from '@nrf/strict-json'
import { Agent, errors, type Dispatcher } from 'undici'
import type { BackendOptions } from '../../config/config.tokens'
import { Failure } from '../../failures/failure'
import { currentTraceId } from '../../observability/trace-context'
import { traceparentOf } from '../../observability/traceparent'
import { trustedRoots } from '../../trusted-roots'
import {
  BackendBadResponse,
  BackendUnavailable,
  BackendUnauthorised,
  ResponseTooLarge
} from '../backend.failures'
import { readBounded } from './bounded-body'
import { errorCode } from './error-code'
import { RepeatedCall, RETRY_TIMING, type RetryTiming } from './repeated-call'
import { retryAfterSeconds } from './retry-after'

export interface BackendRequest<Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Path template with `{reference}`. */
  readonly path: string
  readonly reference: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Reads the body of a 200 that says that it is JSON; part of the try, so that a bad one is asked for again. */
  readonly read?: (bytes: Buffer, signal: AbortSignal) => Promise<Body>
  /** For one try, from connecting to the last byte. */
  readonly timeoutMs: number
}

export interface BackendAnswer<Body = unknown> {
  readonly status: number
  /** What the request's `read` made of a 200. */
  readonly body?: Body
  /** Body of a refusal, when it is JSON. */
  readonly explanation?: unknown
}

const MAX_EXPLANATION_BYTES = 65_536
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429])
const PRINTABLE = /^[\x21-\x7e]{1,128}$/

/** What the adapters need of a client. */
export type BackendCalls = Pick<BackendHttpClient, 'call'>

/** Talks to the backend: keep-alive, time and size limits, retries. Redirects are never followed. */
export class BackendHttpClient implements OnApplicationShutdown {
  private readonly agent: Agent
  private readonly origin: string
  private readonly basePath: string
  private readonly repeated: RepeatedCall

  constructor(
    private readonly options: BackendOptions,
    timing: RetryTiming = RETRY_TIMING,
    onRepeat: () => void = () => undefined
  ) {
    const { origin, pathname } = new URL(options.baseUrl)
    this.origin = origin
    this.basePath = pathname.replace(/\/+$/, '')
    this.repeated = new RepeatedCall(options.maxRetries, timing, onRepeat)
    // Only the deadline of the whole try counts; undici's own would cut long answers short.
    this.agent = new Agent({
      connect: { timeout: options.connectTimeoutMs, ca: trustedRoots(options.trustedCertificates) },
      headersTimeout: 0,
      bodyTimeout: 0
    })
  }

  /** The jobs are over by then; waiting for an idle connection would only delay the end. */
  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy()
  }

  /**
   * Calls the backend until it gives an answer that will not change by asking again.
   * @returns 2xx, and 4xx without 401, 403, 408, 425 and 429
   * @throws BackendUnavailable, BackendUnauthorised, BackendBadResponse, ResponseTooLarge, the signal's reason, or what
   *   the request's `read` throws
   */
  async call<Body>(request: BackendRequest<Body>, signal: AbortSignal): Promise<BackendAnswer<Body>> {
    const answer = await this.repeated.run(() => this.tryOnce(request, signal), signal)
    const { status } = answer
    if (status === 401 || status === 403) throw new BackendUnauthorised(status)
    if (status < 200 || (status >= 300 && status < 400)) {
      throw new BackendBadResponse(`status ${status}; redirects are not followed`)
    }
    return answer
  }

  /**
   * Asks once, for nothing but the status.
   * @throws BackendUnavailable, BackendBadResponse when there is none
   */
  async statusOf(path: string, reference: string, signal: AbortSignal): Promise<number> {
    try {
      const response = await this.send({ method: 'GET', path, reference, headers: {} }, signal)
      await discard(response)
      return response.statusCode
    } catch (error) {
      throw asFailure(error)
    }
  }

  private async tryOnce<Body>(
    request: BackendRequest<Body>,
    signal: AbortSignal
  ): Promise<BackendAnswer<Body>> {
    const stop = new AbortController()
    const obey = (): void => stop.abort(signal.reason)
    const timer = setTimeout(() => stop.abort(), request.timeoutMs)
    signal.addEventListener('abort', obey, { once: true })
    try {
      signal.throwIfAborted()
      return await this.exchange(request, stop.signal)
    } catch (error) {
      if (error instanceof Failure || signal.aborted) throw error
      if (stop.signal.aborted) {
        throw new BackendUnavailable(`no complete answer within ${request.timeoutMs} ms`, undefined, {
          cause: error
        })
      }
      throw asFailure(error)
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', obey)
    }
  }

  private async exchange<Body>(
    request: BackendRequest<Body>,
    signal: AbortSignal
  ): Promise<BackendAnswer<Body>> {
    const response = await this.send(request, signal)
    const status = response.statusCode
    if (status >= 500 || PASSING_STATUSES.has(status)) {
      await discard(response)
      const wait = retryAfterSeconds(response.headers['retry-after'], Date.now())
      throw new BackendUnavailable(`status ${status}`, wait)
    }
    if (status === 200 && request.read)
      return { status, body: await request.read(await this.readBytes(response), signal) }
    if (status >= 400) return { status, explanation: await readExplanation(response) }
    await discard(response)
    return { status }
  }

  private send(
    request: Omit<BackendRequest, 'timeoutMs' | 'read'>,
    signal: AbortSignal
  ): Promise<Dispatcher.ResponseData> {
    return this.agent.request({
      origin: this.origin,
      path: this.basePath + request.path.replaceAll('{reference}', encodeURIComponent(request.reference)),
      method: request.method,
      headers: { ...this.commonHeaders(), ...request.headers },
      body: request.body,
      signal
    })
  }

  private commonHeaders(): Record<string, string> {
    const { apiKey, tracingHeader } = this.options
    return {
      accept: 'application/json',
      ...(apiKey && { 'x-api-key': apiKey }),
      ...traceHeaders(currentTraceId(), tracingHeader)
    }
  }

  private async readBytes(response: Dispatcher.ResponseData): Promise<Buffer> {
    const type = String(response.headers['content-type'] ?? 'none')
    if (!isJson(type)) {
      await discard(response)
      throw new BackendBadResponse(`content type "${type.slice(0, 100)}" instead of JSON`)
    }
    return readBounded(response.body, response.headers, this.options.maxResponseBytes)
  }
}

function traceHeaders(traceId: string | undefined, tracingHeader: string): Record<string, string> {
  if (traceId === undefined || !PRINTABLE.test(traceId)) return {}
  const traceparent = traceparentOf(traceId)
  return { [tracingHeader]: traceId, ...(traceparent && { traceparent }) }
}

const isJson = (contentType: string): boolean => /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType)

/** The body of a refusal; undefined when it is too long or not JSON, for the status alone is an answer too. */
async function readExplanation({ headers, body }: Dispatcher.ResponseData): Promise<unknown> {
  try {
    const bytes = await readBounded(body, headers, MAX_EXPLANATION_BYTES)
    return isJson(String(headers['content-type'])) ? parseStrictJson(bytes) : undefined
  } catch (error) {
    if ([ResponseTooLarge, BackendBadResponse, JsonRefused].some((kind) => error instanceof kind))
      return undefined
    throw error
  }
}

/** What cannot be read to its end costs the connection only; the status is known already. */
async function discard({ body }: Dispatcher.ResponseData): Promise<void> {
  await body.dump({ limit: MAX_EXPLANATION_BYTES }).catch(() => undefined)
}

/** Errors without a code, and what undici refuses to send, are faults of this service and stay what they are. */
function asFailure(error: unknown): unknown {
  if (error instanceof errors.HTTPParserError)
    return new BackendBadResponse('it is not HTTP', { cause: error })
  const code = errorCode(error)
  if (code === undefined || code === 'UND_ERR_INVALID_ARG') return error
  return new BackendUnavailable(code, undefined, { cause: error })
}
