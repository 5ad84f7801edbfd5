import { Injectable } from '@nestjs/common'
import type { SqsTransportEvent } from '@nrf/sqs-transport'
import { EventLog } from '../observability/log-events'
import type { CounterName } from '../observability/metric-catalogue'
import { MetricTotals } from '../observability/metric-totals'
import { Metrics } from '../observability/metrics'
import { runWithTraceId } from '../observability/trace-context'
import { MessageTraces } from './message-traces'
import { PAUSE_GATE } from './pause-gate'
import { TransportMeasures } from './transport-measures'

/**
 * Writes what happens in the transport to the event log, under the trace id of the message where there is one, and
 * counts it.
 * Routine polls and heartbeats stay silent; the receipt of a message is logged where its trace id is known.
 */
@Injectable()
export class TransportLog {
  private readonly measures: TransportMeasures

  constructor(
    private readonly events: EventLog,
    private readonly traces: MessageTraces,
    private readonly totals: MetricTotals,
    metrics: Metrics
  ) {
    this.measures = new TransportMeasures(metrics)
  }

  write(event: SqsTransportEvent): void {
    this.measures.take(event)
    if (event.type === 'worker_drained') return this.sayFarewell(event)
    // The table pairs each type with the writer of its own event; the compiler cannot follow the pair.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const writer = WRITERS[event.type] as ((events: EventLog, event: SqsTransportEvent) => void) | undefined
    if (writer === undefined) return
    const traceId = 'messageId' in event ? this.traces.traceIdOf(event.messageId) : undefined
    if (traceId === undefined) writer(this.events, event)
    else runWithTraceId(traceId, () => writer(this.events, event))
  }

  private sayFarewell(summary: Extract<SqsTransportEvent, { type: 'worker_drained' }>): void {
    const total = (name: CounterName): number => this.totals.total(name)
    this.events.info(
      'worker_shutdown',
      {},
      `Up ${Math.round(summary.uptimeSeconds)} s: ${summary.received} received, ${summary.processed} processed, ` +
        `${summary.failed} failed, ${summary.interrupted} interrupted, ${summary.released} released, ` +
        `success rate ${successRate(summary)}; jobs: ${total('JobsStarted')} begun, ` +
        `${total('JobsCompleted')} completed, ${total('JobsFailed')} failed tries, ${total('JobsDead')} dead, ` +
        `${total('JobsInterrupted')} interrupted`
    )
  }
}

type Writers = {
  readonly [Type in SqsTransportEvent['type']]?: (
    events: EventLog,
    event: Extract<SqsTransportEvent, { type: Type }>
  ) => void
}

/** Deployments and outages use up receives although the try of the job does not count. */
const ENOUGH_RECEIVES = 10

const WRITERS: Writers = {
  message_duplicate: (log, { messageId }) =>
    log.info('message_duplicate', { reason: messageId }, 'The message is already being worked on'),
  message_deleted: (log, { messageId, durationMs }) =>
    log.info('message_deleted', { reason: messageId, durationMs, outcome: 'success' }, 'Message deleted'),
  message_delete_failed: (log, { messageId, error }) =>
    log.error('message_delete_failed', { reason: messageId, error }, 'The message will be delivered again'),
  message_released: (log, { messageId, reason }) =>
    log.info('message_released', { reason: messageId }, `Message given back: ${reason}`),
  message_retry_scheduled: (log, { messageId, delaySeconds, durationMs }) =>
    log.info(
      'message_released',
      { reason: messageId, durationMs },
      `Message comes back in ${delaySeconds} s`
    ),
  message_dead_letter_soon: (log, { messageId, receiveCount }) =>
    log.warn(
      'message_quarantined',
      { reason: messageId },
      `Message left to the redrive policy, delivery ${receiveCount}`
    ),
  message_visibility_failed: (log, { messageId, error }) =>
    log.warn(
      'heartbeat_failed',
      { reason: messageId, error },
      'The message comes back when its visibility time is over'
    ),
  handler_deadline_exceeded: (log, { messageId, deadlineSeconds }) =>
    log.error('job_overdue', { reason: messageId }, `The job is aborted after ${deadlineSeconds} s`),
  handler_stuck: (log, { messageId, overdueSeconds }) =>
    log.error('job_stuck', { reason: messageId }, `Still not ended ${overdueSeconds} s after it was aborted`),
  client_replaced: (log, { error }) =>
    log.warn('poll_error', { error }, 'SQS refused the credentials; the client is made anew'),
  redrive_policy_read: (log, { queue, maxReceiveCount = 0 }) => {
    if (maxReceiveCount >= ENOUGH_RECEIVES) return
    const found =
      maxReceiveCount === 0 ? 'has no redrive policy' : `moves a message after ${maxReceiveCount} receives`
    log.warn(
      'queue_misconfigured',
      { reason: queue },
      `The queue ${found}; ${ENOUGH_RECEIVES} are recommended`
    )
  },
  redrive_policy_unreadable: (log, { queue, error }) =>
    log.warn('poll_error', { reason: queue, error }, 'maxReceiveCount is taken from SQS_MAX_RECEIVE_COUNT'),
  lease_lost: (log, { messageId }) =>
    log.warn('lease_lost', { reason: messageId }, 'The message no longer belongs to this process'),
  heartbeat_failed: (log, { messageIds, error }) =>
    log.error('heartbeat_failed', { error }, `${messageIds.length} messages could not be kept invisible`),
  poll_error: (log, { queue, error, retryInMs }) =>
    log.error('poll_error', { reason: queue, error }, `Receiving failed; next try in ${retryInMs} ms`),
  gate_closed(log, { queue, gate, error }) {
    if (gate === PAUSE_GATE)
      return log.warn(
        'queue_paused',
        { reason: queue },
        'An operator has paused the queue: nothing is received'
      )
    log.warn('gate_closed', { reason: gate, error }, `Receiving stops: ${gate} is not ready`)
  },
  gate_opened(log, { queue, gate }) {
    if (gate === PAUSE_GATE)
      return log.info('queue_resumed', { reason: queue }, 'An operator has resumed the queue')
    log.info('gate_opened', { reason: gate }, `${gate} is ready again`)
  },
  queue_paused: (log, { queue }) => log.warn('queue_paused', { reason: queue }, 'Receiving is paused'),
  queue_resumed: (log, { queue }) => log.info('queue_resumed', { reason: queue }, 'Receiving goes on'),
  worker_draining: (log, { slotsBusy, timeoutMs }) =>
    log.info('worker_draining', {}, `Stopping: ${slotsBusy} jobs have ${timeoutMs} ms to end`),
  drain_progress: (log, { slotsBusy, remainingMs }) =>
    log.info('drain_progress', {}, `${slotsBusy} jobs are still running, ${remainingMs} ms left`)
}

function successRate({ processed, failed }: { processed: number; failed: number }): string {
  return processed + failed === 0 ? 'n/a' : `${((100 * processed) / (processed + failed)).toFixed(1)} %`
}
