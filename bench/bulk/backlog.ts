import { setTimeout as delay } from 'node:timers/promises'
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { LocalEnvironment, LocalQueue, StubBackend } from '../../libs/local-env/src'

const BATCH = 10
const POLL_MS = 100
const PATIENCE_MS = 300_000
const FIRST = 200_000

type Details = Parameters<StubBackend['put']>[0]

/** Jobs that wait in the second queue. */
export class Backlog {
  private readonly sqs: SQSClient
  private made = 0

  constructor(
    private readonly environment: LocalEnvironment,
    private readonly queue: LocalQueue,
    private readonly details: Details
  ) {
    const { region, endpoint, credentials } = environment.queues
    this.sqs = new SQSClient({ region, endpoint, credentials })
  }

  async add(count: number): Promise<void> {
    for (let sent = 0; sent < count; sent += BATCH) {
      const Entries = Array.from({ length: Math.min(BATCH, count - sent) }, (_, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ version: 1, reference: this.nextKnown() })
      }))
      await this.sqs.send(new SendMessageBatchCommand({ QueueUrl: this.queue.url, Entries }))
    }
  }

  /** Jobs that are not done yet. */
  async size(): Promise<number> {
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.queue.url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible']
      })
    )
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: running } =
      Attributes
    return Number(waiting) + Number(running)
  }

  /** Resolves when nothing is left. */
  async end(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS
    while ((await this.size()) > 0) {
      if (performance.now() > deadline) throw new Error('The second queue does not become empty')
      await delay(POLL_MS)
    }
  }

  stop(): void {
    this.sqs.destroy()
  }

  private nextKnown(): string {
    this.made += 1
    const reference = `NRF-${FIRST + this.made}`
    this.environment.backend.put({ ...this.details, reference })
    return reference
  }
}
