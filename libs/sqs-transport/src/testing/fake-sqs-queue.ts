import { BatchResultErrorEntry, Message, SQSClient } from '@aws-sdk/client-sqs'
import { Alarm } from '../delay'
import { MAX_VISIBILITY_SECONDS } from '../failure'
import { ReceiveRequest, Refusals, SqsQueue, VisibilityChange } from '../sqs-queue'
import { QueueSettings, resolveQueues } from '../sqs-transport.options'
import { SqsTransportEvent } from '../sqs-transport.events'
import { aQueue } from './transport-app'

const client = new SQSClient({ region: 'eu-west-2' })
const url = 'http://localhost/queue'

interface StoredMessage {
  readonly id: string
  readonly body: string
  receiveCount: number
  visibleAtMs: number
  receivedAtMs: number
  handle: string | undefined
}

/** SQS as the transport sees it, in memory. It passes the contract of the real one; the hooks add faults. */
export class FakeSqsQueue extends SqsQueue {
  readonly receives: ReceiveRequest[] = []
  readonly deletes: string[][] = []
  readonly changes: VisibilityChange[][] = []
  readonly timeLimitsMs: (number | undefined)[] = []
  redriveAfter: number | undefined
  onReceive: ((signal: AbortSignal) => Promise<Message[]>) | undefined
  onDelete: ((handles: readonly string[]) => Promise<Refusals>) | undefined
  onChange: ((changes: readonly VisibilityChange[]) => Promise<Refusals>) | undefined
  onMaxReceiveCount: () => Promise<number | undefined> = async () => this.redriveAfter
  private readonly messages = new Map<string, StoredMessage>()
  private readonly waiting = new Set<Alarm>()
  private handleCount = 0

  constructor() {
    super({ current: client, replaceAfter: () => undefined }, url)
  }

  send(id: string, body = 'body'): void {
    const [visibleAtMs, receivedAtMs] = [0, 0]
    this.messages.set(id, { id, body, receiveCount: 0, visibleAtMs, receivedAtMs, handle: undefined })
    for (const alarm of this.waiting) alarm.ring()
  }

  /** Puts a message into the queue and hands it out, under the handle that the test names. */
  lend(id: string, handle = `handle of ${id}`): Message {
    if (!this.messages.has(id)) this.send(id)
    const stored = this.messages.get(id)!
    return this.handOut(stored, MAX_VISIBILITY_SECONDS, handle)
  }

  get depth(): { visible: number; hidden: number } {
    const visible = this.visible().length
    return { visible, hidden: this.messages.size - visible }
  }

  override async receive(request: ReceiveRequest, signal: AbortSignal): Promise<Message[]> {
    this.receives.push(request)
    if (this.onReceive) return this.onReceive(signal)
    const endsAtMs = Date.now() + request.waitTimeSeconds * 1000
    while (this.visible().length === 0 && Date.now() < endsAtMs) {
      await this.somethingNew(endsAtMs, signal)
      if (signal.aborted) throw awsError('AbortError')
    }
    const found = this.visible().slice(0, request.maxMessages)
    return found.map((stored) => this.handOut(stored, request.visibilityTimeoutSeconds))
  }

  override async deleteAll(handles: readonly string[]): Promise<Refusals> {
    this.deletes.push([...handles])
    return this.onDelete ? this.onDelete(handles) : this.applyDeletes(handles)
  }

  override async changeVisibilities(
    changes: readonly VisibilityChange[],
    timeLimitMs?: number
  ): Promise<Refusals> {
    this.changes.push([...changes])
    this.timeLimitsMs.push(timeLimitMs)
    return this.onChange ? this.onChange(changes) : this.applyChanges(changes)
  }

  override async maxReceiveCount(): Promise<number | undefined> {
    return this.onMaxReceiveCount()
  }

  /** A handle that no longer holds its message is accepted and changes nothing, as SQS does. */
  applyDeletes(handles: readonly string[]): Refusals {
    for (const handle of handles) {
      const held = this.heldBy(handle)
      if (held) this.messages.delete(held.id)
    }
    return new Map()
  }

  applyChanges(changes: readonly VisibilityChange[]): Refusals {
    const refusals = new Map<number, BatchResultErrorEntry>()
    changes.forEach((change, index) => {
      const code = this.change(change)
      if (code) refusals.set(index, { Id: String(index), SenderFault: true, Code: code })
    })
    return refusals
  }

  /** Until a message becomes visible, the receive is over or cut. */
  private async somethingNew(endsAtMs: number, signal: AbortSignal): Promise<void> {
    const alarm = new Alarm()
    const ring = (): void => alarm.ring()
    const visibleAtMs = [...this.messages.values()].map((stored) => stored.visibleAtMs)
    this.waiting.add(alarm)
    signal.addEventListener('abort', ring)
    await alarm.sleep(Math.min(endsAtMs, ...visibleAtMs) - Date.now())
    signal.removeEventListener('abort', ring)
    this.waiting.delete(alarm)
  }

  private change({ receiptHandle, timeoutSeconds }: VisibilityChange): string | undefined {
    const held = this.heldBy(receiptHandle)
    if (!held) return 'ReceiptHandleIsInvalid'
    const hiddenUntilMs = Date.now() + timeoutSeconds * 1000
    if (hiddenUntilMs - held.receivedAtMs > MAX_VISIBILITY_SECONDS * 1000) return 'InvalidParameterValue'
    held.visibleAtMs = hiddenUntilMs
    if (timeoutSeconds > 0) return undefined
    held.handle = undefined
    for (const alarm of this.waiting) alarm.ring()
    return undefined
  }

  private heldBy(handle: string): StoredMessage | undefined {
    const held = [...this.messages.values()].find((stored) => stored.handle === handle)
    return held && held.visibleAtMs > Date.now() ? held : undefined
  }

  /** What is received too often is gone, as if it had moved to a dead-letter queue. */
  private visible(): StoredMessage[] {
    const mostReceives = this.redriveAfter ?? Number.POSITIVE_INFINITY
    const found = [...this.messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= Date.now())
    found
      .filter((stored) => stored.receiveCount >= mostReceives)
      .forEach(({ id }) => this.messages.delete(id))
    return found.filter((stored) => stored.receiveCount < mostReceives)
  }

  private handOut(stored: StoredMessage, hideForSeconds: number, handle?: string): Message {
    stored.receiveCount += 1
    stored.receivedAtMs = Date.now()
    stored.visibleAtMs = stored.receivedAtMs + hideForSeconds * 1000
    stored.handle = handle ?? `handle ${(this.handleCount += 1)} of ${stored.id}`
    return aMessage(stored.id, stored.handle, stored)
  }
}

export function aMessage(
  id: string,
  receiptHandle = `handle of ${id}`,
  { body = 'body', receiveCount = 1 } = {}
): Message {
  return {
    MessageId: id,
    ReceiptHandle: receiptHandle,
    Body: body,
    Attributes: { ApproximateReceiveCount: String(receiveCount) }
  }
}

export function settingsOf(queue: Partial<Parameters<typeof aQueue>[0]> = {}): QueueSettings {
  return resolveQueues({ client, queues: [aQueue({ url, ...queue })] })[0]
}

/** A listener that remembers; `types()` names what it has heard. */
export class EventLog {
  readonly events: SqsTransportEvent[] = []
  readonly emit = (event: SqsTransportEvent): void => void this.events.push(event)

  types(): string[] {
    return this.events.map(({ type }) => type)
  }
}

export function awsError(name: string): Error {
  return Object.assign(new Error(name), { name })
}

/** An answer that never comes. */
export function hangs(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(awsError('AbortError')))
  })
}

/** The entry of a batch answer that refuses one message. */
export function refusal(code: string, index = 0): [number, BatchResultErrorEntry] {
  return [index, { Id: String(index), SenderFault: true, Code: code }]
}
