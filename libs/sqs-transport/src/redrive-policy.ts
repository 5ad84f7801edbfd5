import { SqsQueue } from './sqs-queue'
import { EmitEvent } from './sqs-transport.events'

const RETRY_AFTER_MS = 60_000

/** How often a message may be received, as the queue says; until it can be asked, as the options say. */
export class RedrivePolicy {
  private isKnown = false
  private nextTryAt = 0

  constructor(
    private readonly name: string,
    private readonly queue: SqsQueue,
    private readonly emit: EmitEvent,
    private maxReceives: number | undefined
  ) {}

  get maxReceiveCount(): number | undefined {
    return this.maxReceives
  }

  /** Asks the queue if that is still to be done. Failing is no obstacle to receiving. */
  async learn(): Promise<void> {
    if (this.isKnown || performance.now() < this.nextTryAt) return
    try {
      this.maxReceives = await this.queue.maxReceiveCount()
      this.isKnown = true
      this.emit({ type: 'redrive_policy_read', queue: this.name, maxReceiveCount: this.maxReceives })
    } catch (error) {
      this.nextTryAt = performance.now() + RETRY_AFTER_MS
      this.emit({ type: 'redrive_policy_unreadable', queue: this.name, error })
    }
  }
}
