import { Inject, Injectable } from '@nestjs/common'
import { JOB_OPTIONS, type JobOptions } from '../config/config.tokens'
import { JobLedger, type ClaimedJob, type EffectEnd } from '../ledger/job-ledger'
import { Notifier, type EmailAnswer } from '../notification/notifier'
import { EventLog, type EventName } from '../observability/log-events'
import { askForEmail } from './ask-for-email'
import type { BegunEffect } from './begun-effect'

/** Notify may store an e-mail late: only what it lacks twice, at two times, was not accepted. */
const ABSENT_READS = 2
const ASK_AGAIN_SECONDS = 60

type End = Omit<EffectEnd, 'effect'>

/**
 * Sends the e-mail of a job. Notify does not recognise a repeat, so one that may have been accepted is asked for by
 * its label, and sent again only when it was not found twice. An e-mail never fails its job.
 */
@Injectable()
export class EmailEffect {
  constructor(
    private readonly ledger: JobLedger,
    private readonly notifier: Notifier,
    @Inject(JOB_OPTIONS) private readonly options: Pick<JobOptions, 'effectSettleSeconds'>,
    private readonly events: EventLog
  ) {}

  /**
   * @returns whether the e-mail has to be seen to later
   * @throws LeaseLost, DatabaseUnavailable, or the reason of the signal
   */
  async perform(job: ClaimedJob, email: BegunEffect, signal: AbortSignal): Promise<boolean> {
    const end = await this.step(job, email, signal)
    await this.ledger.endEffect(job, { ...end, effect: email.effect })
    return end.job === 'park'
  }

  private async step(job: ClaimedJob, email: BegunEffect, signal: AbortSignal): Promise<End> {
    if (email.isFresh) return this.send(job, email, signal)
    if (email.state === 'sending') return this.wait(job, email, 'the worker ended while it was on its way')
    if (email.dueInSeconds > 0) return later(email, email.dueInSeconds)
    if (email.state === 'unknown') return this.reconcile(job, email, signal)
    return this.begin(job, email, signal)
  }

  private async begin(job: ClaimedJob, email: BegunEffect, signal: AbortSignal): Promise<End> {
    await this.ledger.beginEffect(job, email.effect)
    return this.send(job, email, signal)
  }

  private async send(job: ClaimedJob, email: BegunEffect, signal: AbortSignal): Promise<End> {
    const answer = await this.notifier.send({ reference: email.idemKey, content: email.request }, signal)
    return this.endOf(job, email, answer)
  }

  private endOf(job: ClaimedJob, email: BegunEffect, answer: EmailAnswer): End {
    switch (answer.status) {
      case 'accepted':
        this.tell(job, ['effect_sent', 'success'], `${email.effect}: accepted by Notify`)
        return { state: 'sent', externalId: answer.id, job: 'finish' }
      case 'refused':
        this.tell(job, ['effect_sent', 'failure'], `${email.effect}: refused by Notify, ${answer.reason}`)
        return { state: 'failed', detail: answer.reason, job: 'finish' }
      case 'held':
        return this.hold(job, email, answer)
      default:
        return this.wait(job, email, answer.reason)
    }
  }

  private hold(
    job: ClaimedJob,
    { effect }: BegunEffect,
    { retryAfterSeconds: dueInSeconds, reason }: Extract<EmailAnswer, { status: 'held' }>
  ): End {
    this.tell(job, ['effect_held', 'failure'], `${effect}: tried again in ${dueInSeconds} s, ${reason}`)
    return { state: 'held', detail: reason, dueInSeconds, job: 'park' }
  }

  /** Notify is given the time to store what it may have accepted. */
  private wait(job: ClaimedJob, email: BegunEffect, reason: string): End {
    this.tell(job, ['effect_unknown', 'unknown'], `${email.effect}: Notify may hold it or not, ${reason}`)
    return { state: 'unknown', detail: reason, dueInSeconds: this.options.effectSettleSeconds, job: 'park' }
  }

  private async reconcile(job: ClaimedJob, email: BegunEffect, signal: AbortSignal): Promise<End> {
    const found = await askForEmail(this.notifier, email.idemKey, signal)
    if (found === 'no answer') return later(email, ASK_AGAIN_SECONDS)
    if (found !== null) {
      this.tell(job, ['effect_reconciled', 'success'], `${email.effect}: Notify had accepted it`)
      return { state: 'sent', externalId: found.id, job: 'finish' }
    }
    const absentReads = email.absentReads + 1
    if (absentReads >= ABSENT_READS) return this.begin(job, email, signal)
    return { ...later(email, this.options.effectSettleSeconds / 2), absentReads }
  }

  private tell(
    { request: { reference } }: ClaimedJob,
    [event, outcome]: readonly [EventName, 'success' | 'failure' | 'unknown'],
    sentence: string
  ): void {
    const level = outcome === 'success' ? 'info' : 'warn'
    this.events[level](event, { reference, outcome, reason: 'email' }, sentence)
  }
}

/** As it is, but not yet. */
function later({ state, absentReads }: BegunEffect, dueInSeconds: number): End {
  return { state, absentReads, dueInSeconds, job: 'park' }
}
