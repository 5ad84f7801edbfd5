import { Injectable } from '@nestjs/common'
import { EventLog } from '../../observability/log-events'
import { Metrics } from '../../observability/metrics'
import { QueueActivity, type QueueState } from '../queue-activity'
import { EventLoopIndicator } from './event-loop.indicator'
import { hasReceived } from './worker-state.indicator'

const MS_PER_SECOND = 1000

/** Tells the metrics what the worker is doing, and the log when it has received from every queue. */
@Injectable()
export class ActivityReport {
  private readonly staleDeletes = new Map<string, number>()
  private isReady = false

  constructor(
    private readonly activity: QueueActivity,
    private readonly eventLoop: EventLoopIndicator,
    private readonly metrics: Metrics,
    private readonly events: EventLog
  ) {}

  observe(): void {
    const { queues } = this.activity.status()
    this.metrics.gauge('EventLoopLagP99', this.eventLoop.p99Ms)
    queues.forEach((queue) => this.measure(queue))
    if (this.isReady || !hasReceived(queues)) return
    this.isReady = true
    const durationMs = process.uptime() * MS_PER_SECOND
    this.events.info('worker_ready', { durationMs }, 'The worker receives messages')
  }

  private measure({ name: queue, slotsBusy, slotsTotal, staleDeleteCount }: QueueState): void {
    this.metrics.gauge('SlotsBusy', slotsBusy, { queue })
    this.metrics.gauge('SlotsTotal', slotsTotal, { queue })
    this.metrics.count('StaleDeletes', { queue }, staleDeleteCount - (this.staleDeletes.get(queue) ?? 0))
    this.staleDeletes.set(queue, staleDeleteCount)
  }
}
