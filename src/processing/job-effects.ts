import { Injectable } from '@nestjs/common'
import type { FailureCode } from '../failures/failure-codes'
import { isPost, JobLedger, type ClaimedJob, type JobCommit } from '../ledger/job-ledger'
import type { Work } from './assessment-work'
import { EmailEffect } from './email-effect'
import { IntendedEffects } from './intended-effects'
import { ResultEffect } from './result-effect'

export interface EffectsEnd {
  /** Nothing is left for the message; the sweeper sees to the e-mail. */
  readonly isParked: boolean
  /** The backend has refused the result for good. */
  readonly condemnedBy?: FailureCode
}

/**
 * Commits what a job intends and performs it, in order: nobody is told of a result that the backend lacks. What may
 * have been done before is repeated only where the receiver knows a repeat, or has been asked.
 */
@Injectable()
export class JobEffects {
  constructor(
    private readonly ledger: JobLedger,
    private readonly intended: IntendedEffects,
    private readonly results: ResultEffect,
    private readonly emails: EmailEffect
  ) {}

  /** The point where the work counts as done. @returns the job with what it intends */
  commitWork(job: ClaimedJob, work: Work): Promise<ClaimedJob> {
    return this.commit(job, this.intended.ofWork(job.request, work))
  }

  commitFailure(job: ClaimedJob, code: FailureCode): Promise<ClaimedJob> {
    return this.commit(job, this.intended.ofFailure(job.request, code))
  }

  /**
   * @param isFresh the commit was written by this run, so that its first effect has not been sent before
   * @throws what the delivery of the result throws when it is worth another try; LeaseLost, DatabaseUnavailable
   */
  async perform(job: ClaimedJob, isFresh: boolean, signal: AbortSignal): Promise<EffectsEnd> {
    const open = job.effects.filter(({ state }) => state !== 'sent' && state !== 'failed')
    const [first, next] = open
    if (first === undefined) return this.finish(job)
    const begun = { ...first, isFresh: isFresh && first.state === 'sending' }
    if (!isPost(first.effect)) return { isParked: await this.emails.perform(job, begun, signal) }
    const { email, condemnedBy } = await this.results.perform(job, begun, { signal, next })
    const isParked = email !== undefined && (await this.emails.perform(job, email, signal))
    return { isParked, condemnedBy }
  }

  /** Nothing was intended, or what was is done: before, by this job or by another. */
  private async finish(job: ClaimedJob): Promise<EffectsEnd> {
    await this.ledger.finish(job)
    return { isParked: false }
  }

  private async commit(job: ClaimedJob, commit: JobCommit): Promise<ClaimedJob> {
    const own = await this.ledger.commit(job, commit)
    const { verdict, errorCode } = commit
    const intended = commit.effects.filter(({ effect }) => own.includes(effect))
    const effects = intended.map((effect) => ({ ...effect, tries: 0, absentReads: 0, dueInSeconds: 0 }))
    return { ...job, verdict, errorCode, effects }
  }
}
