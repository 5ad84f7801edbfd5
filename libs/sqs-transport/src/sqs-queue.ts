import {
  BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  Message,
  ReceiveMessageCommand,
  SQSClient
} from '@aws-sdk/client-sqs'
import { SqsClients } from './sqs-clients'
import { withinTime } from './delay'

/** Most entries of one batch call. */
export const MAX_BATCH = 10

export interface VisibilityChange {
  readonly receiptHandle: string
  readonly timeoutSeconds: number
}

/** Maps the index of each refused entry of a batch call to its error. */
export type Refusals = ReadonlyMap<number, BatchResultErrorEntry>

export interface ReceiveRequest {
  readonly maxMessages: number
  readonly waitTimeSeconds: number
  readonly visibilityTimeoutSeconds: number
}

/** The calls that the transport makes to one queue. Each has a time limit of its own, none shares an abort signal. */
export class SqsQueue {
  constructor(
    private readonly clients: Pick<SqsClients, 'current' | 'replaceAfter'>,
    private readonly url: string,
    private readonly requestTimeoutMs = 10_000
  ) {}

  /** Its time limit is the caller's signal. */
  async receive(request: ReceiveRequest, signal: AbortSignal): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: request.maxMessages,
      WaitTimeSeconds: request.waitTimeSeconds,
      VisibilityTimeout: request.visibilityTimeoutSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp']
    })
    const { Messages } = await this.call((client) => client.send(command, { abortSignal: signal }), signal)
    return Messages ?? []
  }

  /** Deletes up to ten messages. */
  async deleteAll(receiptHandles: readonly string[]): Promise<Refusals> {
    const command = new DeleteMessageBatchCommand({
      QueueUrl: this.url,
      Entries: receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
    })
    const signal = this.timeLimit()
    const { Failed } = await this.call((client) => client.send(command, { abortSignal: signal }), signal)
    return byIndex(Failed)
  }

  /** Changes the visibility of up to ten messages. A renewal that hangs must be over before the next one. */
  async changeVisibilities(
    changes: readonly VisibilityChange[],
    timeLimitMs = this.requestTimeoutMs
  ): Promise<Refusals> {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: this.url,
      Entries: changes.map(({ receiptHandle, timeoutSeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: timeoutSeconds
      }))
    })
    const signal = AbortSignal.timeout(timeLimitMs)
    const { Failed } = await this.call((client) => client.send(command, { abortSignal: signal }), signal)
    return byIndex(Failed)
  }

  /** Receives after which the queue's redrive policy moves a message; undefined when it has none. */
  async maxReceiveCount(): Promise<number | undefined> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['RedrivePolicy'] })
    const signal = this.timeLimit()
    const { Attributes } = await this.call((client) => client.send(command, { abortSignal: signal }), signal)
    if (!Attributes?.RedrivePolicy) return undefined
    const policy: { maxReceiveCount?: number | string } = JSON.parse(Attributes.RedrivePolicy)
    return policy.maxReceiveCount === undefined ? undefined : Number(policy.maxReceiveCount)
  }

  private async call<T>(send: (client: SQSClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    const client = this.clients.current
    try {
      return await withinTime(send(client), signal)
    } catch (error) {
      this.clients.replaceAfter(error, client)
      throw error
    }
  }

  private timeLimit(): AbortSignal {
    return AbortSignal.timeout(this.requestTimeoutMs)
  }
}

function byIndex(refused: readonly BatchResultErrorEntry[] | undefined): Refusals {
  return new Map((refused ?? []).map((entry) => [Number(entry.Id), entry]))
}
