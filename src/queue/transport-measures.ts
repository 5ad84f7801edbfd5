import type { SqsTransportEvent } from '@nrf/sqs-transport'
import type { Metrics } from '../observability/metrics'
import { BoundedMap } from './bounded-map'

const REMEMBERED_MESSAGES = 1000

/** Counts and times what happens in the transport. */
export class TransportMeasures {
  /** When the messages that are being worked on were sent. */
  private readonly sentAt = new BoundedMap<Date>(REMEMBERED_MESSAGES)

  constructor(private readonly metrics: Metrics) {}

  take(event: SqsTransportEvent): void {
    // The table pairs each type with the taker of its own event; the compiler cannot follow the pair.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const taker = TAKERS[event.type] as ((metrics: Metrics, event: SqsTransportEvent) => void) | undefined
    taker?.(this.metrics, event)
    if (event.type === 'message_received') this.begin(event)
    else if (event.type === 'message_deleted') this.end(event)
  }

  private begin({ messageId, sentAt, receiveCount, queue }: EventOf<'message_received'>): void {
    if (sentAt === undefined) return
    if (receiveCount === 1) this.metrics.record('QueueWait', sinceMs(sentAt), { queue })
    this.sentAt.set(messageId, sentAt)
  }

  private end({ messageId, queue }: EventOf<'message_deleted'>): void {
    const sentAt = this.sentAt.get(messageId)
    this.sentAt.delete(messageId)
    if (sentAt !== undefined) this.metrics.record('EndToEndLatency', sinceMs(sentAt), { queue })
  }
}

type EventOf<Type> = Extract<SqsTransportEvent, { type: Type }>

type Takers = {
  readonly [Type in SqsTransportEvent['type']]?: (metrics: Metrics, event: EventOf<Type>) => void
}

const TAKERS: Takers = {
  message_received: (metrics, { queue }) => metrics.count('MessagesReceived', { queue }),
  message_duplicate: (metrics, { queue }) => metrics.count('MessagesDuplicateInFlight', { queue }),
  message_deleted: (metrics, { queue }) => metrics.count('MessagesDeleted', { queue }),
  message_delete_failed: (metrics, { queue }) => metrics.count('DeleteFailed', { queue }),
  message_released: (metrics, { queue, reason }) => metrics.count('MessagesReleased', { queue, reason }),
  message_dead_letter_soon: (metrics, { queue }) => metrics.count('MessagesQuarantined', { queue }),
  lease_lost: (metrics, { queue }) => metrics.count('LeaseLost', { queue }),
  heartbeat_sent: (metrics, { queue, messageCount }) =>
    metrics.count('HeartbeatSent', { queue }, messageCount),
  heartbeat_failed: (metrics, { queue, messageIds }) =>
    metrics.count('HeartbeatFailed', { queue }, messageIds.length),
  poll_completed(metrics, { queue, messageCount, durationMs }) {
    metrics.record('PollDuration', durationMs, { queue })
    if (messageCount === 0) metrics.count('EmptyReceives', { queue })
  },
  poll_error: (metrics, { queue, errorClass }) => metrics.count('PollErrors', { queue, reason: errorClass }),
  gate_closed: (metrics, { queue, gate }) => metrics.count('GateClosed', { queue, reason: gate })
}

/** The clocks of SQS and of this machine may differ. */
function sinceMs(time: Date): number {
  return Math.max(0, Date.now() - time.getTime())
}
