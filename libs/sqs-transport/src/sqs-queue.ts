import {
  BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  Message,
  ReceiveMessageCommand,
  SQSClient
} from '@aws-sdk/client-sqs'

/** Most entries of one batch call. */
export const MAX_BATCH = 10

export interface VisibilityChange {
  readonly receiptHandle: string
  readonly timeoutSeconds: number
}

/** The calls that the transport makes to one queue. Each has a time limit of its own, none shares an abort signal. */
export class SqsQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly url: string,
    private readonly requestTimeoutMs = 10_000
  ) {}

  async receive(
    options: { maxMessages: number; waitTimeSeconds: number; visibilityTimeoutSeconds: number },
    signal: AbortSignal
  ): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: options.maxMessages,
      WaitTimeSeconds: options.waitTimeSeconds,
      VisibilityTimeout: options.visibilityTimeoutSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp']
    })
    const { Messages } = await this.client.send(command, { abortSignal: signal })
    return Messages ?? []
  }

  async delete(receiptHandle: string): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receiptHandle })
    await this.client.send(command, { abortSignal: this.timeLimit() })
  }

  async changeVisibility({ receiptHandle, timeoutSeconds }: VisibilityChange): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: this.url,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: timeoutSeconds
    })
    await this.client.send(command, { abortSignal: this.timeLimit() })
  }

  /** Changes up to ten messages; the answer maps the index of each refused entry to its error. */
  async changeVisibilities(
    changes: readonly VisibilityChange[]
  ): Promise<Map<number, BatchResultErrorEntry>> {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: this.url,
      Entries: changes.map(({ receiptHandle, timeoutSeconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: timeoutSeconds
      }))
    })
    const { Failed } = await this.client.send(command, { abortSignal: this.timeLimit() })
    return new Map((Failed ?? []).map((entry) => [Number(entry.Id), entry]))
  }

  /** Receives after which the queue's redrive policy moves a message; undefined when it has none. */
  async maxReceiveCount(): Promise<number | undefined> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['RedrivePolicy'] })
    const { Attributes } = await this.client.send(command, { abortSignal: this.timeLimit() })
    if (!Attributes?.RedrivePolicy) return undefined
    const policy: { maxReceiveCount?: number | string } = JSON.parse(Attributes.RedrivePolicy)
    return policy.maxReceiveCount === undefined ? undefined : Number(policy.maxReceiveCount)
  }

  private timeLimit(): AbortSignal {
    return AbortSignal.timeout(this.requestTimeoutMs)
  }
}
