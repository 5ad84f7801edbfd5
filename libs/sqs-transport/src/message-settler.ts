import { delay } from './delay'
import { InFlightMessage } from './in-flight-message'
import { Settlement } from './settlement'
import { errorName, meansLeaseLost } from './sqs-error'
import { SqsQueue } from './sqs-queue'
import { EmitEvent, SqsTransportEvent } from './sqs-transport.events'
import { VisibilityHeartbeat } from './visibility-heartbeat'

const RETRIES = 3
const RETRY_BASE_MS = 200

/** Tells SQS how a message ended. Never rejects: what SQS refuses comes back after its visibility timeout. */
export class MessageSettler {
  constructor(
    private readonly name: string,
    private readonly queue: SqsQueue,
    private readonly heartbeat: VisibilityHeartbeat,
    private readonly emit: EmitEvent
  ) {}

  async settle(message: InFlightMessage, settlement: Settlement): Promise<void> {
    if (settlement.kind === 'delete') return this.delete(message)
    await this.heartbeat.letGo(message)
    // The message may be in another worker's hands: making it visible would have it run twice.
    if (message.isLeaseLost) {
      const error = settlement.error
      return this.emit({ type: 'message_released', ...this.about(message), reason: 'lease-lost', error })
    }
    await this.changeVisibility(message, settlement)
  }

  private async delete(message: InFlightMessage): Promise<void> {
    try {
      await this.deleteNewest(message)
      this.emit({ type: 'message_deleted', ...this.about(message), durationMs: message.durationMs })
    } catch (error) {
      this.emit({ type: 'message_delete_failed', ...this.about(message), error })
    } finally {
      await this.heartbeat.letGo(message)
    }
  }

  /** A delete with an old handle may succeed without effect, so one that was overtaken is repeated. */
  private async deleteNewest(message: InFlightMessage): Promise<void> {
    let used: string
    do {
      used = message.receiptHandle
      await withRetries(() => this.queue.delete(message.receiptHandle))
    } while (used !== message.receiptHandle)
  }

  private async changeVisibility(
    message: InFlightMessage,
    settlement: Exclude<Settlement, { kind: 'delete' }>
  ) {
    const wanted = settlement.kind === 'retry' ? settlement.delaySeconds : 0
    const timeoutSeconds = Math.min(wanted, message.remainingSeconds)
    try {
      await withRetries(() =>
        this.queue.changeVisibility({ receiptHandle: message.receiptHandle, timeoutSeconds })
      )
      this.emit(this.eventOf(message, settlement, timeoutSeconds))
    } catch (error) {
      this.emit({ type: 'message_visibility_failed', ...this.about(message), error })
    }
  }

  private eventOf(
    message: InFlightMessage,
    settlement: Exclude<Settlement, { kind: 'delete' }>,
    delaySeconds: number
  ): SqsTransportEvent {
    const about = this.about(message)
    const { durationMs } = message
    const { error } = settlement
    if (settlement.kind === 'retry')
      return { type: 'message_retry_scheduled', ...about, durationMs, delaySeconds, error }
    if (settlement.kind === 'dead-letter')
      return { type: 'message_dead_letter_soon', ...about, durationMs, error }
    return { type: 'message_released', ...about, reason: settlement.reason, error }
  }

  private about({ messageId, receiveCount }: InFlightMessage): {
    queue: string
    messageId: string
    receiveCount: number
  } {
    return { queue: this.name, messageId, receiveCount }
  }
}

async function withRetries(call: () => Promise<void>): Promise<void> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await call()
    } catch (error) {
      if (retry === RETRIES || meansLeaseLost(errorName(error))) throw error
      await delay(RETRY_BASE_MS * 2 ** retry * (0.5 + Math.random() / 2))
    }
  }
}
