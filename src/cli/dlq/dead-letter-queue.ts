import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type Message,
  type MessageAttributeValue,
  type ReceiveMessageCommandOutput,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { atQueue } from './queue-fault'

const MOST_PER_CALL = 10
/** All servers of the queue are asked, so an empty answer means an empty queue. */
const WAIT_SECONDS = 1
const VISIBILITY_SECONDS = 60
const CALL_TIMEOUT_MS = 20_000

export interface DeadLetterMessage {
  readonly messageId: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>
  readonly sentAt: Date
}

export interface Taking {
  readonly limit: number
  readonly signal: AbortSignal
  /** Ends the taking early. */
  readonly isLast?: (message: DeadLetterMessage) => boolean
  readonly onProgress?: (count: number) => void
}

interface QueueTimes {
  readonly waitSeconds: number
  readonly visibilitySeconds: number
}

/**
 * The dead-letter queue as an operator looks at it. What is taken is kept invisible to others until `release`, which
 * gives back everything that was not dropped; a process that dies gives back all of it within a minute.
 */
export class DeadLetterQueue {
  private readonly handles = new Map<string, string>()
  private timer: NodeJS.Timeout | undefined
  private renewing: Promise<void> | undefined

  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly url: string,
    private readonly warn: (sentence: string) => void,
    private readonly times: QueueTimes = { waitSeconds: WAIT_SECONDS, visibilitySeconds: VISIBILITY_SECONDS }
  ) {}

  /** Takes messages until the queue shows no other, the limit is reached, or the signal says stop. */
  async take({ limit, signal, isLast = () => false, onProgress }: Taking): Promise<DeadLetterMessage[]> {
    this.timer ??= setInterval(() => this.renew(), (this.times.visibilitySeconds * 1000) / 3)
    const taken: DeadLetterMessage[] = []
    while (taken.length < limit && !signal.aborted) {
      const received = await this.receive(limit - taken.length)
      const fresh = received.filter((message) => this.hold(message)).map(deadLetterOf)
      taken.push(...fresh)
      onProgress?.(taken.length)
      if (fresh.length === 0 || fresh.some(isLast)) break
    }
    return taken
  }

  /** Deletes a message that was taken. */
  async drop({ messageId }: DeadLetterMessage): Promise<void> {
    const command = new DeleteMessageCommand({
      QueueUrl: this.url,
      ReceiptHandle: this.handles.get(messageId)
    })
    await atQueue(this.url, this.client.send(command, timeLimit()))
    this.handles.delete(messageId)
  }

  /** Makes everything that is still held visible again. */
  async release(): Promise<void> {
    clearInterval(this.timer)
    this.timer = undefined
    await this.renewing
    try {
      await this.changeVisibility(0)
      this.handles.clear()
    } catch (error) {
      this.warn(
        `Not every message could be made visible again; the rest come back within ${this.times.visibilitySeconds} s ` +
          `(${error instanceof Error ? error.message : String(error)})`
      )
    }
  }

  /** Not to be aborted: messages of an answer that nobody reads stay invisible for their whole time. */
  private async receive(most: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: Math.min(MOST_PER_CALL, most),
      WaitTimeSeconds: this.times.waitSeconds,
      VisibilityTimeout: this.times.visibilitySeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp']
    })
    const answer = await atQueue<ReceiveMessageCommandOutput>(
      this.url,
      this.client.send(command, timeLimit())
    )
    return answer.Messages ?? []
  }

  /** @returns whether it was not held before; a later handle is the better one */
  private hold({ MessageId, ReceiptHandle }: Message): boolean {
    const isNew = !this.handles.has(MessageId!)
    this.handles.set(MessageId!, ReceiptHandle!)
    return isNew
  }

  private renew(): void {
    this.renewing ??= this.changeVisibility(this.times.visibilitySeconds)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        this.warn(`The messages could not be kept invisible, others may see them: ${reason}`)
      })
      .finally(() => {
        this.renewing = undefined
      })
  }

  private async changeVisibility(seconds: number): Promise<void> {
    const handles = [...this.handles.values()]
    for (let start = 0; start < handles.length; start += MOST_PER_CALL) {
      const Entries = handles.slice(start, start + MOST_PER_CALL).map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: seconds
      }))
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries })
      await atQueue(this.url, this.client.send(command, timeLimit()))
    }
  }
}

function timeLimit(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) }
}

function deadLetterOf({ MessageId, Body, MessageAttributes = {}, Attributes }: Message): DeadLetterMessage {
  return {
    messageId: MessageId!,
    body: Body ?? '',
    attributes: MessageAttributes,
    sentAt: new Date(Number(Attributes?.SentTimestamp))
  }
}
