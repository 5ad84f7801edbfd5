import { Injectable } from '@nestjs/common'
import { ResultConflict, ResultRefused } from '../backend/backend.failures'
import { ResultSink } from '../backend/result-sink'
import type { FailureCode } from '../failures/failure-codes'
import { JobLedger, type ClaimedJob, type EffectEnd, type StoredEffect } from '../ledger/job-ledger'
import { EventLog } from '../observability/log-events'
import type { BegunEffect } from './begun-effect'
import { IntendedEffects } from './intended-effects'

export interface Delivered {
  /** The e-mail that was begun together with the end of the delivery. */
  readonly email: BegunEffect | undefined
  /** The backend has refused the result for good. */
  readonly condemnedBy?: FailureCode
}

/** Delivers the result, or the failure, of a job. The backend knows a repeat by its key, so an open one is sent again. */
@Injectable()
export class ResultEffect {
  constructor(
    private readonly ledger: JobLedger,
    private readonly results: ResultSink,
    private readonly intended: IntendedEffects,
    private readonly events: EventLog
  ) {}

  /** @throws what the delivery throws when it is worth another try; LeaseLost, DatabaseUnavailable */
  async perform(
    job: ClaimedJob,
    effect: BegunEffect,
    { signal, next }: { signal: AbortSignal; next: StoredEffect | undefined }
  ): Promise<Delivered> {
    if (!effect.isFresh) await this.ledger.beginEffect(job, effect.effect)
    const { reference, revision } = job.request
    const { idemKey: idempotencyKey, request: body } = effect
    try {
      await this.results.deliver({ reference, revision, idempotencyKey, body }, signal)
    } catch (error) {
      if (error instanceof ResultRefused || error instanceof ResultConflict)
        return this.refused(job, effect, { error, next })
      throw error
    }
    const event = effect.isFresh ? 'effect_sent' : 'effect_replayed'
    this.events.info(
      event,
      { reference, outcome: 'success', reason: effect.effect },
      'The backend has the result'
    )
    return { email: await this.endPost(job, { effect: effect.effect, state: 'sent' }, next) }
  }

  /** A result that is refused for good ends the job; a failure that is refused is already the end of it. */
  private async refused(
    job: ClaimedJob,
    { effect }: BegunEffect,
    { error, next }: { error: ResultRefused | ResultConflict; next: StoredEffect | undefined }
  ): Promise<Delivered> {
    const { reference } = job.request
    const detail = error.message
    this.events.error(
      'effect_sent',
      { reference, outcome: 'failure', reason: effect, error },
      'Result refused'
    )
    if (effect === 'post_failure') {
      return { email: await this.endPost(job, { effect, state: 'failed', detail }, next) }
    }
    const email = this.intended.emailToSupport(job.request, error.code)
    const isTold = await this.ledger.condemn(job, { errorCode: error.code, detail, email })
    if (email === undefined || !isTold) return { email: undefined, condemnedBy: error.code }
    const begun = { ...email, state: 'sending', tries: 1, absentReads: 0, dueInSeconds: 0 } as const
    return { email: { ...begun, isFresh: true }, condemnedBy: error.code }
  }

  private async endPost(
    job: ClaimedJob,
    end: Omit<EffectEnd, 'job'>,
    next: StoredEffect | undefined
  ): Promise<BegunEffect | undefined> {
    if (next?.state !== 'pending') {
      await this.ledger.endEffect(job, { ...end, job: next === undefined ? 'finish' : 'continue' })
      return next && { ...next, isFresh: false }
    }
    await this.ledger.endEffect(job, { ...end, next: next.effect, job: 'continue' })
    return { ...next, state: 'sending', tries: next.tries + 1, isFresh: true }
  }
}
