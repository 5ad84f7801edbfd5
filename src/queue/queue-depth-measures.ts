import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common'
import type { EventLog } from '../observability/log-events'
import type { MetricTotals } from '../observability/metric-totals'
import type { Metrics } from '../observability/metrics'
import type { QueueDepth } from './queue-depth'

const MEASURE_EVERY_MS = 60_000

interface Parts {
  readonly queue: string
  /** Messages that one worker works on at once. */
  readonly slots: number
  readonly readDepth: (signal: AbortSignal) => Promise<QueueDepth>
  readonly metrics: Metrics
  readonly totals: MetricTotals
  readonly events: EventLog
}

/** How much waits in one queue, and how long the workers will take for it at the pace since the last measurement. */
export class QueueDepthMeasure {
  private measuring: Promise<void> | undefined
  private last: { readonly atMs: number; readonly deleted: number }
  private isUnknown = false
  private readonly stopping = new AbortController()

  constructor(
    private readonly parts: Parts,
    private readonly nowMs: () => number = Date.now
  ) {
    this.last = { atMs: nowMs(), deleted: 0 }
  }

  /** Never rejects; a call during a measurement waits for that one. */
  measureNow(): Promise<void> {
    this.measuring ??= this.measure().finally(() => {
      this.measuring = undefined
    })
    return this.measuring
  }

  /** Resolves when no call is under way any longer. */
  async stop(): Promise<void> {
    this.stopping.abort()
    await this.measuring
  }

  private async measure(): Promise<void> {
    const { readDepth, events, queue } = this.parts
    try {
      this.report(await readDepth(this.stopping.signal), this.pacePerSecond())
      this.isUnknown = false
    } catch (error) {
      const sentence = 'Nobody knows how much waits; receiving goes on'
      if (this.stopping.signal.aborted) return
      if (!this.isUnknown) events.warn('queue_depth_unknown', { reason: queue, error }, sentence)
      this.isUnknown = true
    }
  }

  private report({ waiting, inFlight, dead }: QueueDepth, pacePerSecond: number): void {
    const { metrics, queue, slots } = this.parts
    // While messages wait every slot of every worker is busy, so what is in flight tells how many workers there are.
    const workers = Math.max(1, Math.ceil(inFlight / slots))
    metrics.gauge('BacklogPerTask', waiting / workers, { queue })
    if (dead !== undefined) metrics.gauge('DlqVisible', dead, { queue })
    if (waiting === 0) metrics.gauge('EstimatedDrainSeconds', 0, { queue })
    else if (pacePerSecond > 0) {
      metrics.gauge('EstimatedDrainSeconds', waiting / workers / pacePerSecond, { queue })
    }
  }

  /** Messages that this worker has ended per second since the last measurement. */
  private pacePerSecond(): number {
    const now = { atMs: this.nowMs(), deleted: this.parts.totals.total('MessagesDeleted', this.parts.queue) }
    const { atMs, deleted } = this.last
    this.last = now
    return now.atMs > atMs ? (1000 * (now.deleted - deleted)) / (now.atMs - atMs) : 0
  }
}

/** Measures every queue when the worker starts, and once a minute from then on. */
export class QueueDepthMeasures implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly measures: readonly QueueDepthMeasure[]) {}

  onApplicationBootstrap(): void {
    void this.measureAll()
    this.timer = setInterval(() => void this.measureAll(), MEASURE_EVERY_MS)
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer)
    await Promise.all(this.measures.map((measure) => measure.stop()))
  }

  private async measureAll(): Promise<void> {
    await Promise.all(this.measures.map((measure) => measure.measureNow()))
  }
}
