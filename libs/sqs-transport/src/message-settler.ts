import { CallBatcher } from './call-batcher'
import { delay } from './delay'
import { InFlightMessage } from './in-flight-message'
import { Settlement } from './settlement'
import { errorName, meansLeaseLost } from './sqs-error'
import { SqsQueue, VisibilityChange } from './sqs-queue'
import { EmitEvent, SqsTransportEvent } from './sqs-transport.events'
import { VisibilityHeartbeat } from './visibility-heartbeat'

const RETRIES = 3
/** Not drawn at random: entries that failed together are sent together again. */
const RETRY_BASE_MS = 200

type VisibilitySettlement = Exclude<Settlement, { kind: 'delete' }>

interface WantedVisibility {
  readonly message: InFlightMessage
  readonly seconds: number
}

/** Totals of one queue since the start. */
export interface SettleCounts {
  deleted: number
  deleteFailures: number
  /** Deletes that were repeated because the message had been received again meanwhile. */
  staleDeletes: number
}

/** Tells SQS how a message ended. Never rejects: what SQS refuses comes back after its visibility timeout. */
export class MessageSettler {
  readonly counts: SettleCounts = { deleted: 0, deleteFailures: 0, staleDeletes: 0 }
  private readonly deletes: CallBatcher<InFlightMessage, string>
  private readonly changes: CallBatcher<WantedVisibility, VisibilityChange>

  constructor(
    private readonly name: string,
    queue: SqsQueue,
    private readonly heartbeat: VisibilityHeartbeat,
    private readonly emit: EmitEvent
  ) {
    this.deletes = new CallBatcher({
      compose: (message) => message.receiptHandle,
      send: (handles) => queue.deleteAll(handles)
    })
    this.changes = new CallBatcher({
      compose: changeOf,
      send: (changes) => queue.changeVisibilities(changes)
    })
  }

  async settle(message: InFlightMessage, settlement: Settlement): Promise<void> {
    if (settlement.kind === 'delete') return this.delete(message)
    await this.heartbeat.letGo(message)
    // The message may be in another worker's hands: making it visible would have it run twice.
    if (message.isLeaseLost) return this.leaveAlone(message, settlement)
    await this.changeVisibility(message, settlement)
  }

  private async delete(message: InFlightMessage): Promise<void> {
    message.isBeingDeleted = true
    const error = await this.deleteNewest(message)
    if (error === undefined) {
      this.counts.deleted += 1
      this.emit({ type: 'message_deleted', ...this.about(message), durationMs: message.durationMs })
    } else {
      this.counts.deleteFailures += 1
      this.emit({ type: 'message_delete_failed', ...this.about(message), error })
    }
  }

  /**
   * A delete with an old handle may succeed without effect, so one that was overtaken is repeated. Answers what the
   * delete failed with. From the moment of its last look at the handle a further receipt is a new message.
   */
  private async deleteNewest(message: InFlightMessage): Promise<unknown> {
    for (;;) {
      const { used, error } = await this.tryToDelete(message)
      await this.heartbeat.letGo(message)
      message.isOver = used === message.receiptHandle
      if (message.isOver) return error
      this.counts.staleDeletes += 1
    }
  }

  private async tryToDelete(message: InFlightMessage): Promise<{ used?: string; error?: unknown }> {
    const { receiptHandle } = message
    try {
      return { used: await withRetries(() => this.deletes.add(message)) }
    } catch (error) {
      return { used: receiptHandle, error }
    }
  }

  private async changeVisibility(message: InFlightMessage, settlement: VisibilitySettlement): Promise<void> {
    const seconds = settlement.kind === 'retry' ? settlement.delaySeconds : 0
    try {
      const sent = await withRetries(() => this.changes.add({ message, seconds }))
      if (sent === undefined) return this.leaveAlone(message, settlement)
      this.emit(this.eventOf(message, settlement, sent.timeoutSeconds))
    } catch (error) {
      this.emit({ type: 'message_visibility_failed', ...this.about(message), error })
    }
  }

  private leaveAlone(message: InFlightMessage, { error }: VisibilitySettlement): void {
    this.emit({ type: 'message_released', ...this.about(message), reason: 'lease-lost', error })
  }

  private eventOf(
    message: InFlightMessage,
    settlement: VisibilitySettlement,
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

/** Nothing is sent for a receipt that a newer one has replaced: it would make visible what is at work again. */
function changeOf({ message, seconds }: WantedVisibility): VisibilityChange | undefined {
  if (message.isReplaced) return undefined
  return {
    receiptHandle: message.receiptHandle,
    timeoutSeconds: Math.min(seconds, message.remainingSeconds)
  }
}

async function withRetries<T>(call: () => Promise<T>): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await call()
    } catch (error) {
      if (retry === RETRIES || meansLeaseLost(errorName(error))) throw error
      await delay(RETRY_BASE_MS * 2 ** retry)
    }
  }
}
