import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { HandlerAborted } from '@nrf/sqs-transport'
import { JOB_OPTIONS, type JobOptions } from '../config/config.tokens'
import { JobLedger, type ClaimedJob } from '../ledger/job-ledger'
import { EventLog } from '../observability/log-events'
import { newTraceId, runWithTraceId } from '../observability/trace-context'
import { JobRunner } from './job.runner'

const JOBS_AT_ONCE = 4
const TRIM_EVERY_MS = 3_600_000

/**
 * Sees to jobs that no message brings back: e-mails that have to wait, results that the backend could not take, and
 * jobs whose worker and message are gone.
 */
@Injectable()
export class JobSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stopping = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private sweeping: Promise<void> | undefined
  private trimmedAtMs = -Infinity

  constructor(
    private readonly ledger: JobLedger,
    private readonly jobs: JobRunner,
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
    this.sweeping ??= this.sweepOnce().finally(() => {
      this.sweeping = undefined
    })
    return this.sweeping
  }

  private async sweepOnce(): Promise<void> {
    try {
      await this.takeAll()
      await this.trim()
    } catch (error) {
      this.events.warn('sweep_failed', { error }, 'Looked at again with the next sweep')
    }
  }

  private async takeAll(): Promise<void> {
    let taken: ClaimedJob[]
    do {
      const claimedAtMs = performance.now()
      taken = this.stopping.signal.aborted ? [] : await this.ledger.takeDue(JOBS_AT_ONCE)
      await Promise.all(taken.map((job) => this.run(job, claimedAtMs)))
    } while (taken.length === JOBS_AT_ONCE)
  }

  private async run(job: ClaimedJob, claimedAtMs: number): Promise<void> {
    const { signal } = this.stopping
    await runWithTraceId(job.request.traceId ?? newTraceId(), () =>
      this.jobs.run(job, { claimedAtMs, signal })
    )
  }

  private async trim(): Promise<void> {
    if (performance.now() - this.trimmedAtMs < TRIM_EVERY_MS) return
    await this.ledger.trim()
    this.trimmedAtMs = performance.now()
  }
}
