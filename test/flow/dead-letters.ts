import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { TestQueue } from '../environment/test-queue'
import { until } from './until'

/** What the redrive policy has moved to the dead-letter queue, body by message id. */
export class DeadLetters {
  private readonly bodies = new Map<string, string>()

  constructor(private readonly queue: TestQueue) {}

  /** Waits until a message is there. */
  async bodyOf(messageId: string): Promise<string> {
    await until(
      () => this.ids(),
      (ids) => ids.includes(messageId)
    )
    return this.bodies.get(messageId)!
  }

  /** Ids of the messages that are there now. */
  async ids(): Promise<string[]> {
    while ((await this.collect()) > 0);
    return [...this.bodies.keys()]
  }

  private async collect(): Promise<number> {
    const QueueUrl = this.queue.deadLetterUrl
    const { Messages = [] } = await this.queue.client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 })
    )
    for (const { MessageId, Body, ReceiptHandle } of Messages) {
      this.bodies.set(MessageId!, Body!)
      await this.queue.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
    return Messages.length
  }
}
