import { Injectable } from '@nestjs/common'
import { DatabaseUnavailable } from '../database/database.failures'
import { JobLedger, type ClaimedJob, type ReleaseRequest } from '../ledger/job-ledger'
import { LeaseKeeper } from '../ledger/lease-keeper'
import { LeaseLost } from '../ledger/ledger.failures'
import { noteStep, withStepTimes } from '../observability/step-times'
import type { AssessmentDelivery } from './assessment-requested'
import { AssessmentWork } from './assessment-work'
import { Company } from './company'
import { FailurePolicy, type Fate } from './failure-policy'
import { JobEffects } from './job-effects'
import { JobReport } from './job-report'
import type { JobEnd } from './job-end'
import { MessageRefused, WorkerCrashed } from './processing.failures'

/** A report has to get through although the job itself was stopped. */
const REPORT_TIMEOUT_MS = 60_000

export interface RunOptions {
  /** On the monotonic clock, from before the job was claimed. */
  readonly claimedAtMs: number
  readonly signal: AbortSignal
}

/** The job as it stands in this run. */
interface Progress {
  job: ClaimedJob
  /** The job was committed by this run, so none of its effects can have been sent before. */
  isFresh: boolean
}

/** Work, commit, deliver, tell: takes a claimed job to its end, or as far as it goes this time. */
@Injectable()
export class JobRunner {
  /** A job whose worker has died runs alone, so that it cannot use up the tries of its neighbours. */
  private readonly company = new Company()

  constructor(
    private readonly ledger: JobLedger,
    private readonly leases: LeaseKeeper,
    private readonly work: AssessmentWork,
    private readonly effects: JobEffects,
    private readonly policy: FailurePolicy,
    private readonly report: JobReport
  ) {}

  /** Failures of the job are part of the answer. */
  run(job: ClaimedJob, options: RunOptions): Promise<JobEnd> {
    return withStepTimes(() => {
      noteStep('claim', performance.now() - options.claimedAtMs)
      return this.runTimed(job, options)
    })
  }

  private async runTimed(job: ClaimedJob, { claimedAtMs, signal }: RunOptions): Promise<JobEnd> {
    this.report.began(job)
    const lease = this.leases.hold(job, claimedAtMs)
    const progress = { job, isFresh: false }
    try {
      const end = await this.advance(progress, AbortSignal.any([signal, lease.signal]), lease.signal)
      this.report.ended(progress.job.request.reference, end, performance.now() - claimedAtMs)
      return end
    } finally {
      lease.letGo()
    }
  }

  /** Without the ledger nothing is done: the message comes back when it may be there again. */
  leaveUnclaimed(error: unknown, { request: { reference }, signal }: AssessmentDelivery): JobEnd {
    const fate = this.policy.decide(signal.aborted ? signal.reason : error, { attempt: 1, isCommitted: true })
    this.report.failed(error, fate)
    const end: JobEnd =
      fate.kind === 'retry' || fate.kind === 'wait'
        ? { status: 'retry', delaySeconds: fate.delaySeconds, code: fate.code }
        : { status: 'interrupted' }
    this.report.ended(reference, end)
    return end
  }

  private async advance(progress: Progress, stop: AbortSignal, lost: AbortSignal): Promise<JobEnd> {
    try {
      if (progress.job.verdict === undefined) await this.assess(progress, stop)
      return await this.perform(progress, stop)
    } catch (error) {
      const fate = this.fateOf(causeOf(error, stop), progress.job)
      if (fate.kind !== 'dead') return this.leave(progress.job, fate)
      return this.fail(progress, fate, AbortSignal.any([lost, AbortSignal.timeout(REPORT_TIMEOUT_MS)]))
    }
  }

  private async assess(progress: Progress, stop: AbortSignal): Promise<void> {
    const { job } = progress
    const { refusal } = job.request
    if (refusal !== undefined) throw new MessageRefused(refusal)
    if (this.policy.isExhausted(job.attempt)) throw new WorkerCrashed(job.attempt - 1)
    const leaveCompany = await this.company.join(job.crashes > 0, stop)
    try {
      const work = await this.work.run(job.request, stop)
      progress.job = await this.effects.commitWork(job, work)
      progress.isFresh = true
    } finally {
      leaveCompany()
    }
  }

  private async perform({ job, isFresh }: Progress, stop: AbortSignal): Promise<JobEnd> {
    const { isParked, condemnedBy } = await this.effects.perform(job, isFresh, stop)
    const code = condemnedBy ?? job.errorCode
    if (job.verdict === 'completed' && condemnedBy === undefined) return { status: 'completed', isParked }
    return { status: 'dead', code: code ?? 'assessment_failed' }
  }

  /** The failure is the job's result: committed, delivered and told like any other. */
  private async fail(
    progress: Progress,
    { code }: Extract<Fate, { kind: 'dead' }>,
    stop: AbortSignal
  ): Promise<JobEnd> {
    try {
      progress.job = await this.effects.commitFailure(progress.job, code)
      progress.isFresh = true
      return await this.perform(progress, stop)
    } catch (error) {
      return this.leave(progress.job, this.fateOf(causeOf(error, stop), progress.job))
    }
  }

  private fateOf(error: unknown, { attempt, verdict, effects }: ClaimedJob): Fate {
    const tries = Math.max(attempt, ...effects.map((effect) => effect.tries))
    const fate = this.policy.decide(error, { attempt: tries, isCommitted: verdict !== undefined })
    this.report.failed(error, fate)
    return fate
  }

  private async leave(job: ClaimedJob, fate: Fate): Promise<JobEnd> {
    switch (fate.kind) {
      case 'cancelled':
        await this.ledger.cancel(job, fate.code)
        return { status: 'cancelled', code: fate.code }
      case 'lost':
        return { status: 'snoozed', delaySeconds: this.policy.baseDelaySeconds }
      case 'interrupted':
        await this.giveBack(job, { state: 'interrupted', delaySeconds: 0 })
        return { status: 'interrupted' }
      default:
        return this.comeBack(job, fate)
    }
  }

  /** A dead fate comes here only when even the failure could not be written. */
  private async comeBack(
    job: ClaimedJob,
    fate: Extract<Fate, { kind: 'retry' | 'wait' | 'dead' }>
  ): Promise<JobEnd> {
    const { code: errorCode } = fate
    const delaySeconds = fate.kind === 'dead' ? this.policy.baseDelaySeconds : fate.delaySeconds
    const state = fate.kind === 'wait' ? 'interrupted' : 'retry_wait'
    await this.giveBack(job, { state, delaySeconds, errorCode })
    return { status: 'retry', delaySeconds, code: errorCode }
  }

  /** When the ledger cannot be written, the lease ends by itself and the job is taken over. */
  private async giveBack(job: ClaimedJob, request: ReleaseRequest): Promise<void> {
    try {
      await this.ledger.release(job, request)
    } catch (error) {
      if (!(error instanceof LeaseLost || error instanceof DatabaseUnavailable)) throw error
      this.report.leftHeld(job, error)
    }
  }
}

/** Once a job is stopped its steps fail in many ways; what counts is why it was stopped. */
function causeOf(error: unknown, stop: AbortSignal): unknown {
  return stop.aborted ? stop.reason : error
}
