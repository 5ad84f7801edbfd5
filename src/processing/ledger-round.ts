import { Injectable } from '@nestjs/common'
import { JobLedger, type ClaimedJob } from '../ledger/job-ledger'
import { LedgerWatch } from '../ledger/ledger-watch'
import { newTraceId, runWithTraceId } from '../observability/trace-context'
import { EmailFollowUp } from './email-follow-up'
import { JobRunner } from './job.runner'

const JOBS_AT_ONCE = 4
const TRIM_EVERY_MS = 3_600_000

/**
 * One round over the ledger: jobs that no message brings back (e-mails that have to wait, results that the backend
 * could not take, jobs whose worker and message are gone), e-mails on their way, and what is past its time. While an
 * operator has paused a queue no job is taken up: whoever pauses wants to see the service come to rest.
 */
@Injectable()
export class LedgerRound {
  private trimmedAtMs = -Infinity

  constructor(
    private readonly ledger: JobLedger,
    private readonly watch: LedgerWatch,
    private readonly jobs: JobRunner,
    private readonly emails: EmailFollowUp
  ) {}

  /** @throws DatabaseUnavailable, LedgerSchemaUnfit, or the reason of the signal */
  async run(signal: AbortSignal): Promise<void> {
    await this.takeDueJobs(signal)
    await this.emails.run(signal)
    if (performance.now() - this.trimmedAtMs < TRIM_EVERY_MS) return
    await this.ledger.trim()
    this.trimmedAtMs = performance.now()
  }

  private async takeDueJobs(signal: AbortSignal): Promise<void> {
    let taken: ClaimedJob[]
    do {
      signal.throwIfAborted()
      if ((await this.watch.check()).pauses.length > 0) return
      const claimedAtMs = performance.now()
      taken = await this.ledger.takeDue(JOBS_AT_ONCE)
      await Promise.all(taken.map((job) => this.runJob(job, claimedAtMs, signal)))
    } while (taken.length === JOBS_AT_ONCE)
  }

  private async runJob(job: ClaimedJob, claimedAtMs: number, signal: AbortSignal): Promise<void> {
    await runWithTraceId(job.request.traceId ?? newTraceId(), () =>
      this.jobs.run(job, { claimedAtMs, signal })
    )
  }
}
