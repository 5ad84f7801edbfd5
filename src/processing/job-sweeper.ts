import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { HandlerAborted } from '@nrf/sqs-transport'
import { JOB_OPTIONS, type JobOptions } from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { LedgerRound } from './ledger-round'

/** Goes over the ledger again and again while the worker runs. */
@Injectable()
export class JobSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private sweeping: Promise<void> | undefined

  constructor(
    private readonly round: LedgerRound,
    @Inject(JOB_OPTIONS) private readonly options: Pick<JobOptions, 'sweepEverySeconds'>,
    private readonly events: EventLog
  ) {}

  onApplicationBootstrap(): void {
    const everyMs = this.options.sweepEverySeconds * 1000
    // Workers that were started together do not look together.
    this.timer = setInterval(() => void this.sweepNow(), everyMs * (0.9 + Math.random() / 5))
  }

  /** Jobs of the sweeper stop at their next step; their lease is given back. */
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer)
    this.stopping.abort(new HandlerAborted('shutdown'))
    await this.sweeping
  }

  /** Never rejects; a call during a sweep waits for that one. */
  sweepNow(): Promise<void> {
    this.sweeping ??= this.sweep().finally(() => {
      this.sweeping = undefined
    })
    return this.sweeping
  }

  private async sweep(): Promise<void> {
    const { signal } = this.stopping
    try {
      await this.round.run(signal)
    } catch (error) {
      if (!signal.aborted) this.events.warn('sweep_failed', { error }, 'Looked at again with the next sweep')
    }
  }
}
