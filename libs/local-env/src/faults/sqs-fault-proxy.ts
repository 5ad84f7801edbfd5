import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { membersOf, readRequest } from '../http/http-exchange'
import { portOf } from '../processes/free-port'
import type { SeededNumbers } from './seeded-numbers'
import { SqsFaultPlan, type SqsCall, type SqsChaos, type SqsFault, type SqsRule } from './sqs-fault'
import { entriesOf, messagesOf, SqsMessages } from './sqs-messages'

type Members = Readonly<Record<string, unknown>>

/** A call on its way: `arrived` before the server has it, `answered` when the client has the whole answer. */
export interface SqsObservation extends SqsCall {
  readonly phase: 'arrived' | 'answered'
  readonly fault?: SqsFault['kind']
  /** Of the answer. */
  readonly status?: number
}

interface Call extends SqsCall {
  readonly request: Members
  readonly headers: IncomingMessage['headers']
  readonly response: ServerResponse
}

type FailedEntries = Extract<SqsFault, { kind: 'fail-entries' }>

interface Answer {
  readonly status: number
  readonly body: Members
  readonly queryError?: string
}

const LIMIT_MS = 60_000
const RECEIVE = 'ReceiveMessage'
/** Codes that SQS answers with a status of the server's side. */
const SERVER_SIDE = /^(ServiceUnavailable|InternalFailure|InternalError)$/
const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.0' }
const WRONG_MD5 = '0'.repeat(32)

/**
 * Stands between a client of SQS and its server, speaks the JSON protocol, and has calls go wrong: by rules, or by
 * chance from a seed. Without either everything passes unchanged.
 *
 * @example
 * const proxy = await SqsFaultProxy.before(queues.endpoint)
 * proxy.add({ action: 'DeleteMessage', fault: { kind: 'lost-answer' } })
 */
export class SqsFaultProxy {
  private readonly plan = new SqsFaultPlan()
  private readonly messages = new SqsMessages()
  private readonly listeners = new Set<(observation: SqsObservation) => void>()
  private readonly server: Server
  private address = ''

  private constructor(private readonly target: string) {
    this.server = createServer((message, response) => {
      this.serve(message, response).catch(() => response.destroy())
    })
  }

  /** @param endpoint address of the server, for example `http://127.0.0.1:4566` */
  static async before(endpoint: string): Promise<SqsFaultProxy> {
    const proxy = new SqsFaultProxy(endpoint)
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve))
    proxy.address = `http://127.0.0.1:${portOf(proxy.server)}`
    return proxy
  }

  /** Address that clients use in place of the server's. */
  get endpoint(): string {
    return this.address
  }

  /** Address of a queue for clients of this proxy. */
  queueUrl(serverUrl: string): string {
    return this.address + new URL(serverUrl).pathname
  }

  add(rule: SqsRule): void {
    this.plan.add(rule)
  }

  /** Every call may fail from now on, by these probabilities; the same seed and calls give the same faults. */
  beginChaos(probabilities: SqsChaos, random: SeededNumbers): void {
    this.plan.beginChaos(probabilities, random)
  }

  /** Forgets every rule and ends the chaos. */
  calm(): void {
    this.plan.clear()
  }

  /** Called at once for every call; what it does happens before the call goes on. */
  observe(listener: (observation: SqsObservation) => void): void {
    this.listeners.add(listener)
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.server.closeAllConnections()
    await closed
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { body, headers } = await readRequest(message)
    const request = membersOf(body)
    const action = String(headers['x-amz-target']).replace('AmazonSQS.', '')
    const client = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
    const messageIds = this.messages.idsOf(request)
    const call: Call = { action, client, request, headers, response, messageIds }
    const fault = this.plan.faultOf(call)
    this.tell({ phase: 'arrived', action, client, messageIds, fault: fault?.kind })
    if (fault === undefined) return this.answer(call, await this.act(call))
    await this.fail(call, fault)
  }

  private async fail(call: Call, fault: SqsFault): Promise<void> {
    switch (fault.kind) {
      case 'drop':
        return void call.response.destroy()
      case 'hang':
        return
      case 'error':
        return this.answer(call, errorAnswer(fault.code), fault)
      case 'stale-success':
        return this.answer(call, { status: 200, body: this.successOf(call) }, fault)
      case 'fail-entries':
        return this.answer(call, await this.failEntries(call, fault), fault)
      case 'delay':
        await sleep(fault.ms)
        return this.answer(call, await this.act(call), fault)
      default:
        return this.spoil(call, fault)
    }
  }

  /** The server acts, and something is wrong with what the client hears of it. */
  private async spoil({ response, ...call }: Call, fault: SqsFault): Promise<void> {
    const { status, body } = await this.act({ ...call, response })
    if (fault.kind === 'lost-answer') return void response.destroy()
    const text = JSON.stringify({ ...body, Filler: 'x'.repeat(64) })
    response.writeHead(status, JSON_HEADERS)
    response.end(text.slice(0, text.length / 2))
  }

  private successOf({ action, request }: Call): Members {
    if (!action.endsWith('Batch')) return {}
    return { Successful: this.messages.entryIds(request).map((Id) => ({ Id })), Failed: [] }
  }

  /** The server has only the entries that do not fail. */
  private async failEntries(call: Call, { code, messageId }: FailedEntries): Promise<Answer> {
    const failing = this.messages.entryIds(call.request, messageId)
    const Failed = failing.map((Id) => ({ Id, Code: code, Message: 'On request', SenderFault: false }))
    const Entries = entriesOf(call.request).filter(({ Id }) => !failing.includes(String(Id)))
    if (Entries.length === 0) return { status: 200, body: { Successful: [], Failed } }
    const { body } = await this.act({ ...call, request: { ...call.request, Entries } })
    return { status: 200, body: { ...body, Failed } }
  }

  /** Has the server act; what is to be received again comes before what is new. */
  private async act(call: Call): Promise<Answer> {
    const { action, request } = call
    if (action !== RECEIVE) return this.forward(call, this.messages.withServerHandles(request))
    const repeats = this.messages.takeRepeats(queueOf(call), Number(request.MaxNumberOfMessages ?? 1))
    if (repeats.length > 0) return { status: 200, body: { Messages: repeats } }
    const answer = await this.forward(call, request)
    this.messages.learn(messagesOf(answer.body))
    return answer
  }

  private async forward({ action, headers, response }: Call, request: Members): Promise<Answer> {
    const { QueueUrl, ...others } = request
    const url = typeof QueueUrl === 'string' ? this.target + new URL(QueueUrl).pathname : undefined
    // A client that is gone takes its long poll along, as it would without a proxy.
    const gone = new AbortController()
    if (action === RECEIVE) response.once('close', () => gone.abort())
    const answer = await fetch(this.target, {
      method: 'POST',
      headers: { ...JSON_HEADERS, 'x-amz-target': `AmazonSQS.${action}`, ...signatureOf(headers) },
      body: JSON.stringify({ ...others, ...(url && { QueueUrl: url }) }),
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(LIMIT_MS)])
    })
    const queryError = answer.headers.get('x-amzn-query-error') ?? undefined
    return { status: answer.status, body: membersOf(await answer.json().catch(() => ({}))), queryError }
  }

  private answer(call: Call, answer: Answer, fault?: SqsFault): void {
    const received = call.action === RECEIVE ? messagesOf(answer.body) : []
    if (received.length === 0) return this.send(call, answer, fault)
    const messageIds = received.map(({ MessageId }) => String(MessageId))
    const late = this.plan.faultOf({ ...call, messageIds }, 'messages')
    if (late?.kind === 'lost-answer') return void call.response.destroy()
    if (late?.kind === 'duplicate') this.messages.repeat(queueOf(call), received)
    const body = { ...answer.body, Messages: spoilt(received, late) }
    this.send({ ...call, messageIds }, { ...answer, body }, late ?? fault)
  }

  private send({ action, client, messageIds, response }: Call, answer: Answer, fault?: SqsFault): void {
    const { status, body, queryError } = answer
    response.once('finish', () =>
      this.tell({ phase: 'answered', action, client, messageIds, fault: fault?.kind, status })
    )
    response.writeHead(status, { ...JSON_HEADERS, ...(queryError && { 'x-amzn-query-error': queryError }) })
    response.end(JSON.stringify(body))
  }

  private tell(observation: SqsObservation): void {
    for (const listener of this.listeners) listener(observation)
  }
}

function queueOf({ request }: Call): string {
  return new URL(String(request.QueueUrl)).pathname
}

function signatureOf({ authorization }: IncomingMessage['headers']): { authorization?: string } {
  return authorization === undefined ? {} : { authorization }
}

function spoilt(messages: readonly Members[], fault: SqsFault | undefined): Members[] {
  if (fault?.kind === 'reorder') return messages.toReversed()
  return messages.map((message) =>
    fault?.kind === 'wrong-md5' ? { ...message, MD5OfBody: WRONG_MD5 } : message
  )
}

function errorAnswer(code: string): Answer {
  const status = SERVER_SIDE.test(code) ? 503 : 400
  return { status, body: { __type: `com.amazonaws.sqs#${code}`, message: `${code} on request` } }
}
