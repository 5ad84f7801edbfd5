import { BatchResultErrorEntry, Message, SQSClient } from '@aws-sdk/client-sqs'
import { SqsQueue, VisibilityChange } from '../sqs-queue'
import { QueueSettings, resolveQueues } from '../sqs-transport.options'
import { SqsTransportEvent } from '../sqs-transport.events'
import { aQueue } from './transport-app'

const client = new SQSClient({ region: 'eu-west-2' })
const url = 'http://localhost/queue'

/** SQS as the transport sees it, answering what a test tells it to. */
export class FakeSqsQueue extends SqsQueue {
  readonly deleted: string[] = []
  readonly changes: VisibilityChange[] = []
  readonly batches: VisibilityChange[][] = []
  receives: { maxMessages: number }[] = []
  onReceive: (signal: AbortSignal) => Promise<Message[]> = untilAborted
  onDelete: () => Promise<void> = async () => undefined
  onChange: () => Promise<void> = async () => undefined
  onBatch: () => Promise<Map<number, BatchResultErrorEntry>> = async () => new Map()
  onMaxReceiveCount: () => Promise<number | undefined> = async () => undefined

  constructor() {
    super(client, url)
  }

  override async receive(options: { maxMessages: number }, signal: AbortSignal): Promise<Message[]> {
    this.receives.push(options)
    return this.onReceive(signal)
  }

  override async delete(receiptHandle: string): Promise<void> {
    this.deleted.push(receiptHandle)
    await this.onDelete()
  }

  override async changeVisibility(change: VisibilityChange): Promise<void> {
    this.changes.push(change)
    await this.onChange()
  }

  override async changeVisibilities(
    changes: readonly VisibilityChange[]
  ): Promise<Map<number, BatchResultErrorEntry>> {
    this.batches.push([...changes])
    return this.onBatch()
  }

  override async maxReceiveCount(): Promise<number | undefined> {
    return this.onMaxReceiveCount()
  }
}

export function aMessage(id: string, receiptHandle = `handle of ${id}`): Message {
  return {
    MessageId: id,
    ReceiptHandle: receiptHandle,
    Body: 'body',
    Attributes: { ApproximateReceiveCount: '1' }
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

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(awsError('AbortError')))
  })
}
