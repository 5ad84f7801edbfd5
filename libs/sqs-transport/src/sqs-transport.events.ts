import { Logger } from '@nestjs/common'
import { SqsErrorClass } from './sqs-error'

/**
 * Why a message was made visible again without a failure: `draining`, `paused` and `gate-closed` = a receive already
 * in progress brought it, and it was not handled; `shutdown` = its handler was interrupted; `requested` = the handler threw `Release`; `lease-lost` =
 * it no longer belonged to this process, so nothing was changed.
 */
export type ReleaseReason = 'draining' | 'paused' | 'gate-closed' | 'shutdown' | 'requested' | 'lease-lost'

/** Totals since the start, reported when the transport has stopped. */
export interface DrainSummary {
  readonly uptimeSeconds: number
  readonly received: number
  /** Handlers that resolved. */
  readonly processed: number
  /** Handlers that rejected, those of `interrupted` excepted. */
  readonly failed: number
  /** Handlers that did not finish before the interrupt time of the shutdown. */
  readonly interrupted: number
  /** Messages given back at once. */
  readonly released: number
}

interface OfQueue {
  readonly queue: string
}

interface OfMessage extends OfQueue {
  readonly messageId: string
  readonly receiveCount: number
}

interface OfHandled extends OfMessage {
  /** From receipt to the end of the handler. */
  readonly durationMs: number
}

/** What happens in the transport: ids, counts and errors, never bodies or attributes. */
export type SqsTransportEvent =
  | (OfMessage & { type: 'message_received'; bodyBytes: number; sentAt: Date | undefined })
  | (OfMessage & { type: 'message_duplicate' })
  | (OfHandled & { type: 'message_deleted' })
  | (OfMessage & { type: 'message_delete_failed'; error: unknown })
  | (OfMessage & { type: 'message_released'; reason: ReleaseReason; error?: unknown })
  | (OfHandled & { type: 'message_retry_scheduled'; delaySeconds: number; error: unknown })
  | (OfHandled & { type: 'message_dead_letter_soon'; error: unknown })
  | (OfMessage & { type: 'message_visibility_failed'; error: unknown })
  | (OfMessage & { type: 'handler_deadline_exceeded'; deadlineSeconds: number })
  | (OfMessage & { type: 'handler_stuck'; overdueSeconds: number })
  | (OfMessage & { type: 'lease_lost' })
  | (OfQueue & { type: 'heartbeat_sent'; messageCount: number })
  | (OfQueue & { type: 'heartbeat_failed'; messageIds: readonly string[]; error: unknown })
  | (OfQueue & { type: 'poll_completed'; messageCount: number; durationMs: number })
  | (OfQueue & {
      type: 'poll_error'
      errorClass: SqsErrorClass
      error: unknown
      consecutiveErrors: number
      retryInMs: number
    })
  | (OfQueue & { type: 'redrive_policy_read'; maxReceiveCount: number | undefined })
  | (OfQueue & { type: 'redrive_policy_unreadable'; error: unknown })
  | (OfQueue & { type: 'gate_closed'; gate: string; error?: unknown })
  | (OfQueue & { type: 'gate_opened'; gate: string })
  | (OfQueue & { type: 'queue_paused' })
  | (OfQueue & { type: 'queue_resumed' })
  | { type: 'client_replaced'; error: unknown }
  | { type: 'worker_draining'; slotsBusy: number; timeoutMs: number }
  | { type: 'drain_progress'; slotsBusy: number; remainingMs: number }
  | ({ type: 'worker_drained' } & DrainSummary)

/** Takes the transport's events. It should be quick; what it throws is logged and changes nothing. */
export type SqsEventListener = (event: SqsTransportEvent) => void | Promise<void>

export type EmitEvent = (event: SqsTransportEvent) => void

/** Wraps the application's listener so that its faults cannot stop polling. */
export function safeEmitter(listener: SqsEventListener | undefined): EmitEvent {
  const logger = new Logger('SqsTransport')
  const report = (event: SqsTransportEvent, error: unknown): void =>
    logger.error(`The listener failed on ${event.type}: ${String(error)}`)
  return (event) => {
    try {
      const returned = listener?.(event)
      if (returned instanceof Promise) returned.catch((error: unknown) => report(event, error))
    } catch (error) {
      report(event, error)
    }
  }
}
