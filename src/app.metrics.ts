import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { JobLedger } from './ledger/job-ledger'
import { EventLog } from './observability/log-events'
import { Metrics } from './observability/metrics'

const COUNT_EVERY_MS = 60_000

/** Counts once a minute, by one statement, what all workers together have still to send. */
@Injectable()
export class OutboxMeasures implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined
  private counting: Promise<void> | undefined

  constructor(
    private readonly ledger: JobLedger,
    private readonly metrics: Metrics,
    private readonly events: EventLog
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.countNow(), COUNT_EVERY_MS)
  }

  /** Connections close after this. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer)
    await this.counting
  }

  /** Never rejects; a call during a count waits for that one. */
  countNow(): Promise<void> {
    this.counting ??= this.count().finally(() => {
      this.counting = undefined
    })
    return this.counting
  }

  private async count(): Promise<void> {
    try {
      const { pending, oldestSeconds } = await this.ledger.outbox()
      this.metrics.gauge('OutboxPending', pending)
      this.metrics.gauge('OutboxOldestSeconds', oldestSeconds)
    } catch (error) {
      this.events.warn('sweep_failed', { error }, 'What is still to be sent could not be counted')
    }
  }
}
