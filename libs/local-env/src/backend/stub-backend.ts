import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { ScriptedFailure } from '../http/failure-script'
import { membersOf, PreparedBody, type HttpAnswer, type HttpRequest } from '../http/http-exchange'
import {
  StubServer,
  type ReceivedRequest,
  type Recognised,
  type StubAddress,
  type StubObservation
} from '../http/stub-server'
import { projectFolder } from '../processes/compiled-file'
import { readContract, type BackendContract } from './backend-contract'

/**
 * `details`: GET of an assessment; `results` and `quotes`: the two ways to deliver; `put` makes an assessment known
 * and `read` gives the result that is held: only stubs have these two.
 */
export type BackendRoute = 'details' | 'results' | 'quotes' | 'put' | 'read'
export type BackendRequest = ReceivedRequest<BackendRoute>
export type BackendFailure = ScriptedFailure<BackendRoute>
export type BackendObservation = StubObservation<BackendRoute>

/** One try to deliver a result. */
export interface BackendDelivery {
  readonly reference: string
  readonly revision: number
  /** Of the result: `COMPLETED` or `FAILED`. */
  readonly result: string
  /** SHA-256 of the bytes that came. */
  readonly digest: string
  readonly idempotencyKey: string
  /** What the backend made of it: 201 taken, 200 had it, 409 has another; undefined when it was not looked at. */
  readonly appliedStatus?: number
}

export interface StubBackendOptions extends StubAddress {
  readonly apiKey?: string
  /** OpenAPI document of the contract; default `docs/backend-api.yaml`. */
  readonly contractFile?: string
}

/** Details as the backend sends them; nothing but the reference is looked at. */
export type BackendDetails = { readonly reference: string } & Readonly<Record<string, unknown>>

interface KnownAssessment {
  readonly details: BackendDetails
  /** What is answered; not prepared after a change by a result, since few ask again. */
  readonly body: BackendDetails | PreparedBody
}

interface HeldResult {
  readonly status: unknown
  readonly digest: string
  readonly body: unknown
}

const ROUTES: readonly (readonly [BackendRoute, string, RegExp])[] = [
  ['details', 'GET', /^\/assessments\/([^/]+)$/],
  ['put', 'PUT', /^\/assessments\/([^/]+)$/],
  ['read', 'GET', /^\/assessments\/([^/]+)\/results$/],
  ['results', 'POST', /^\/assessments\/([^/]+)\/results$/],
  ['quotes', 'PATCH', /^\/quotes\/([^/]+)$/]
]

/**
 * The requesting system, as strict as its contract: it knows assessments, takes results, refuses what breaks the
 * contract, keeps everything that it received, and fails on request.
 *
 * @example
 * const backend = await StubBackend.start()
 * backend.put({ reference: 'NRF-000001', ... })
 * backend.failNext({ route: 'results', status: 503, times: 2 })
 * await backend.waitFor(({ route, status }) => route === 'results' && status === 200)
 */
export class StubBackend {
  private readonly server: StubServer<BackendRoute>
  private readonly known = new Map<string, KnownAssessment>()
  private readonly withdrawn = new Set<string>()
  private readonly results = new Map<string, HeldResult>()
  private readonly quotes = new Map<string, unknown>()

  private constructor(
    readonly apiKey: string,
    private readonly contract: BackendContract
  ) {
    this.server = new StubServer((request) => this.recognise(request))
  }

  static async start(options: StubBackendOptions = {}): Promise<StubBackend> {
    const contractFile = options.contractFile ?? join(projectFolder(), 'docs', 'backend-api.yaml')
    const backend = new StubBackend(options.apiKey ?? 'local-backend-key', await readContract(contractFile))
    await backend.server.listen(options)
    return backend
  }

  get url(): string {
    return this.server.url
  }

  /** Everything received, in order of arrival. */
  get received(): readonly BackendRequest[] {
    return this.server.received
  }

  /** Makes an assessment known, or changes it. */
  put(details: BackendDetails): void {
    this.withdrawn.delete(details.reference)
    this.known.set(details.reference, { details, body: new PreparedBody(details) })
  }

  /** Deletes an assessment: from now on it is answered with 410. */
  withdraw(reference: string): void {
    this.withdrawn.add(reference)
  }

  /** Body of the result that is held for a run, if one was accepted. */
  resultOf(reference: string, revision = 1): unknown {
    return this.results.get(keyOf(reference, revision))?.body
  }

  /** Body of the last accepted quote result. */
  quoteOf(reference: string): unknown {
    return this.quotes.get(reference)
  }

  /** Every try to deliver a result by `results`, in order of arrival. */
  get deliveries(): readonly BackendDelivery[] {
    return this.received.filter(({ route }) => route === 'results').map(deliveryOf)
  }

  /** Called at once for every request; what it does happens before the request goes on. */
  observe(listener: (observation: BackendObservation) => void): void {
    this.server.observe(listener)
  }

  /** The next requests of this kind fail; without `status`, `hang` or `destroySocket` they are only slow. */
  failNext(failure: BackendFailure): void {
    this.server.failNext(failure)
  }

  /** First request, past ones included, that meets the predicate; `status` is set once it is answered. */
  waitFor(predicate: (request: BackendRequest) => boolean, timeoutMs?: number): Promise<BackendRequest> {
    return this.server.waitFor(predicate, timeoutMs)
  }

  stop(): Promise<void> {
    return this.server.stop()
  }

  private recognise(request: HttpRequest): Recognised<BackendRoute> | undefined {
    for (const [route, method, pattern] of ROUTES) {
      const match = request.method === method ? pattern.exec(request.path) : null
      if (!match) continue
      const reference = decodeURIComponent(match[1])
      return { route, reference, answer: () => this.answer(route, reference, request) }
    }
    return undefined
  }

  private answer(route: BackendRoute, reference: string, request: HttpRequest): HttpAnswer {
    if (request.headers['x-api-key'] !== this.apiKey) return refusal(401, 'Invalid API key')
    if (route === 'put') return this.answerPut(reference, request)
    if (this.withdrawn.has(reference)) return refusal(410, 'Assessment was withdrawn')
    const known = this.known.get(reference)
    if (!known) return refusal(404, 'Unknown reference')
    if (route === 'details') return { status: 200, body: known.body }
    if (route === 'read') return this.answerRead(reference, known.details)
    return route === 'results'
      ? this.answerResults(reference, request)
      : this.answerQuotes(reference, request)
  }

  private answerPut(reference: string, { body }: HttpRequest): HttpAnswer {
    this.put({ ...membersOf(body), reference })
    return { status: 204 }
  }

  private answerRead(reference: string, { revision }: BackendDetails): HttpAnswer {
    const held = this.resultOf(reference, revision === undefined ? undefined : Number(revision))
    return held === undefined ? refusal(404, 'There is no result yet') : { status: 200, body: held }
  }

  private answerResults(reference: string, request: HttpRequest): HttpAnswer {
    const body = membersOf(request.body)
    const faults = this.contract.results(request.body)
    if (!request.headers['idempotency-key']) faults.push('header idempotency-key is missing')
    if (body.reference !== reference) faults.push('/reference is not the reference of the path')
    if (faults.length > 0) return refusal(400, faults.join('; '), faults)
    const { status, revision } = body
    const digest = digestOf(request)
    const answer = this.hold(keyOf(reference, Number(revision)), { status, digest, body: request.body })
    if (answer.status < 300) {
      const details = { ...this.known.get(reference)?.details, reference, status, revision }
      this.known.set(reference, { details, body: details })
    }
    return answer
  }

  private hold(key: string, result: HeldResult): HttpAnswer {
    const held = this.results.get(key)
    if (held?.digest === result.digest) return { status: 200 }
    // A job that failed may be replayed after its cause is gone: its completion replaces the failure.
    const isReplay = held?.status === 'FAILED' && result.status === 'COMPLETED'
    if (held && !isReplay) return { status: 409, body: { identical: false, digest: held.digest } }
    this.results.set(key, result)
    return { status: 201 }
  }

  private answerQuotes(reference: string, request: HttpRequest): HttpAnswer {
    const faults = this.contract.quotes(request.body)
    if (faults.length > 0) return refusal(400, faults.join('; '), faults)
    this.quotes.set(reference, request.body)
    return { status: 200 }
  }
}

/** A try to deliver, as far as it can be read from its request. */
export function deliveryOf(request: BackendRequest): BackendDelivery {
  const { reference = '', headers, appliedStatus } = request
  const { revision, status } = membersOf(request.body)
  return {
    reference,
    revision: Number(revision),
    result: String(status),
    digest: digestOf(request),
    idempotencyKey: String(headers['idempotency-key']),
    appliedStatus
  }
}

function digestOf({ rawBody }: HttpRequest): string {
  return createHash('sha256').update(rawBody).digest('hex')
}

function keyOf(reference: string, revision: number): string {
  return `${reference}/${revision}`
}

function refusal(status: number, message: string, errors?: readonly string[]): HttpAnswer {
  return { status, body: { message, ...(errors && { errors }) } }
}
