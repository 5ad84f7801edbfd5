import { randomUUID } from 'node:crypto'
import type { ScriptedFailure } from '../http/failure-script'
import { membersOf, type HttpAnswer, type HttpRequest } from '../http/http-exchange'
import {
  StubServer,
  type ReceivedRequest,
  type Recognised,
  type StubAddress,
  type StubObservation
} from '../http/stub-server'
import { faultsOfEmail } from './email-request'
import { fill, jobCompleted, jobFailed, missingPersonalisation, type NotifyTemplate } from './notify-template'
import { faultOfToken } from './notify-token'

/** `email`: sending; `list`: looking up by reference; `read`: one notification by id. */
export type NotifyRoute = 'email' | 'list' | 'read'
export type NotifyRequest = ReceivedRequest<NotifyRoute>

/** `error`, for example `RateLimitError`, goes into an answer in Notify's form. */
export type NotifyFailure = ScriptedFailure<NotifyRoute> & { readonly error?: string }

export type NotifyObservation = StubObservation<NotifyRoute>

/** An e-mail that Notify accepted. */
export interface AcceptedEmail {
  readonly id: string
  readonly reference?: string
  readonly emailAddress: string
  readonly templateId: string
  readonly personalisation: Readonly<Record<string, unknown>>
  readonly subject: string
  readonly body: string
  /** Delivery status, for example `delivered` or `permanent-failure`. */
  readonly status: string
  readonly createdAt: string
}

const SERVICE_ID = 'a4b1c7d2-3e5f-4a6b-8c9d-0e1f2a3b4c5d'
const SECRET = '6f7e8d9c-0b1a-4c2d-9e3f-4a5b6c7d8e9f'
const PAGE_SIZE = 250
/** Addresses that Notify answers without keeping anything. */
const SIMULATED = /^simulate-delivered(-[23])?@notifications\.service\.gov\.uk$/
const OUTCOMES: Readonly<Record<string, string>> = {
  'temp-fail@simulator.notify': 'temporary-failure',
  'perm-fail@simulator.notify': 'permanent-failure'
}

/** GOV.UK Notify as its client sees it: checks the token, the template and the address, and keeps the e-mails. */
export class StubNotify {
  /** Key that this stub accepts. */
  readonly apiKey = `local_test-${SERVICE_ID}-${SECRET}`
  /** Ids of the templates there are. */
  readonly templates = { jobCompleted: jobCompleted.id, jobFailed: jobFailed.id }
  /** Accepted e-mails, oldest first. */
  readonly emails: AcceptedEmail[] = []
  /** For how long an accepted e-mail is not in the list yet; Notify stores asynchronously. */
  storageDelayMs = 0
  private readonly server: StubServer<NotifyRoute>

  private constructor() {
    this.server = new StubServer((request) => this.recognise(request))
  }

  static async start(address: StubAddress = {}): Promise<StubNotify> {
    const notify = new StubNotify()
    await notify.server.listen(address)
    return notify
  }

  get url(): string {
    return this.server.url
  }

  /** Everything received, refused requests included. */
  get received(): readonly NotifyRequest[] {
    return this.server.received
  }

  /** The next requests of this kind fail; `reference` is the reference of the notification. */
  failNext({ error, ...failure }: NotifyFailure): void {
    const { status } = failure
    const body = error && status ? notifyError(status, error, `${error} on request`).body : failure.body
    this.server.failNext({ ...failure, body })
  }

  /** From now on nothing fails any longer. */
  calm(): void {
    this.server.calm()
  }

  /** Called at once for every request; what it does happens before the request goes on. */
  observe(listener: (observation: NotifyObservation) => void): void {
    this.server.observe(listener)
  }

  /** Changes the delivery status of what was accepted under a reference, as Notify does some time later. */
  setStatus(reference: string, status: string): void {
    for (const [index, email] of this.emails.entries()) {
      if (email.reference === reference) this.emails[index] = { ...email, status }
    }
  }

  /** First request, past ones included, that meets the predicate; `status` is set once it is answered. */
  waitFor(predicate: (request: NotifyRequest) => boolean, timeoutMs?: number): Promise<NotifyRequest> {
    return this.server.waitFor(predicate, timeoutMs)
  }

  stop(): Promise<void> {
    return this.server.stop()
  }

  private recognise(request: HttpRequest): Recognised<NotifyRoute> | undefined {
    const { method, path, query } = request
    const guarded = (answer: () => HttpAnswer) => () => this.refuseToken(request) ?? answer()
    switch (`${method} ${path.replace(/(?<=\/v2\/notifications\/)(?!email$)[^/]+$/, '{id}')}`) {
      case 'POST /v2/notifications/email':
        return {
          route: 'email',
          reference: referenceOf(request),
          answer: guarded(() => this.accept(request))
        }
      case 'GET /v2/notifications':
        return {
          route: 'list',
          reference: query.get('reference') ?? undefined,
          answer: guarded(() => this.list(query))
        }
      case 'GET /v2/notifications/{id}':
        return { route: 'read', answer: guarded(() => this.read(path.slice(path.lastIndexOf('/') + 1))) }
      default:
        return undefined
    }
  }

  private refuseToken({ headers }: HttpRequest): HttpAnswer | undefined {
    const fault = faultOfToken(headers.authorization, SERVICE_ID, SECRET)
    return fault === undefined ? undefined : notifyError(403, 'AuthError', fault)
  }

  private accept({ body }: HttpRequest): HttpAnswer {
    const faults = faultsOfEmail(body)
    if (faults.length > 0) return notifyError(400, 'ValidationError', ...faults)
    const request = membersOf(body)
    const template = [jobCompleted, jobFailed].find(({ id }) => id === request.template_id)
    if (!template) return notifyError(400, 'BadRequestError', 'Template not found')
    const missing = missingPersonalisation(template, membersOf(request.personalisation))
    if (missing.length > 0) {
      return notifyError(400, 'BadRequestError', `Missing personalisation: ${missing.join(', ')}`)
    }
    const email = emailOf(request, template)
    if (!SIMULATED.test(email.emailAddress)) this.emails.push(email)
    return { status: 201, body: this.acceptance(email) }
  }

  private acceptance({ id, reference, subject, body, templateId }: AcceptedEmail): object {
    return {
      id,
      reference: reference ?? null,
      content: {
        subject,
        body,
        from_email: 'nrf@notifications.service.gov.uk',
        one_click_unsubscribe_url: null
      },
      uri: `${this.url}/v2/notifications/${id}`,
      template: {
        id: templateId,
        version: 1,
        uri: `${this.url}/services/${SERVICE_ID}/templates/${templateId}`
      },
      scheduled_for: null
    }
  }

  private list(query: URLSearchParams): HttpAnswer {
    const isWanted = (email: AcceptedEmail) =>
      Date.now() - Date.parse(email.createdAt) >= this.storageDelayMs &&
      matches(query.get('reference'), email.reference) &&
      matches(query.get('status'), email.status) &&
      matches(query.get('template_type'), 'email')
    const notifications = this.emails.filter(isWanted).toReversed().slice(0, PAGE_SIZE).map(notificationOf)
    return {
      status: 200,
      body: { notifications, links: { current: `${this.url}/v2/notifications?${query.toString()}` } }
    }
  }

  private read(id: string): HttpAnswer {
    const email = this.emails.find((candidate) => candidate.id === id)
    return email
      ? { status: 200, body: notificationOf(email) }
      : notifyError(404, 'NoResultFound', 'No result found')
  }
}

function referenceOf({ body }: HttpRequest): string | undefined {
  return asText(membersOf(body).reference)
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function matches(wanted: string | null, actual: string | undefined): boolean {
  return wanted === null || wanted === actual
}

function emailOf(request: Readonly<Record<string, unknown>>, template: NotifyTemplate): AcceptedEmail {
  const personalisation = membersOf(request.personalisation)
  const emailAddress = String(request.email_address)
  return {
    id: randomUUID(),
    reference: asText(request.reference),
    emailAddress,
    templateId: template.id,
    personalisation,
    subject: fill(template.subject, personalisation),
    body: fill(template.body, personalisation),
    status: OUTCOMES[emailAddress] ?? 'delivered',
    createdAt: new Date().toISOString()
  }
}

function notificationOf(email: AcceptedEmail): object {
  const { id, reference, emailAddress, templateId, subject, body, status, createdAt } = email
  return {
    id,
    reference: reference ?? null,
    email_address: emailAddress,
    type: 'email',
    status,
    template: { id: templateId, version: 1 },
    subject,
    body,
    created_at: createdAt,
    sent_at: createdAt,
    completed_at: createdAt
  }
}

function notifyError(status: number, error: string, ...messages: readonly string[]): HttpAnswer {
  return { status, body: { status_code: status, errors: messages.map((message) => ({ error, message })) } }
}
