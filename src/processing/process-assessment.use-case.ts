import { Injectable } from '@nestjs/common'
import { JobLedger, type ClaimAnswer } from '../ledger/job-ledger'
import { EventLog } from '../observability/log-events'
import type { AssessmentDelivery } from './assessment-requested'
import { claimOf } from './job-claim'
import type { JobEnd } from './job-end'
import { JobRunner } from './job.runner'

/** What one delivery of a job comes to: claimed and run, or recognised as one that another has or had. */
@Injectable()
export class ProcessAssessmentUseCase {
  constructor(
    private readonly ledger: JobLedger,
    private readonly jobs: JobRunner,
    private readonly events: EventLog
  ) {}

  /** Failures of the job are part of the answer. */
  async execute(delivery: AssessmentDelivery): Promise<JobEnd> {
    const claimedAtMs = performance.now()
    const { signal } = delivery
    let answer: ClaimAnswer
    try {
      answer = await this.ledger.claim(claimOf(delivery), signal)
    } catch (error) {
      return this.jobs.leaveUnclaimed(error, delivery)
    }
    if (answer.kind === 'claimed') return this.jobs.run(answer.job, { claimedAtMs, signal })
    return this.unclaimed(answer, delivery)
  }

  private async unclaimed(
    answer: Exclude<ClaimAnswer, { kind: 'claimed' }>,
    { request: { reference }, messageId }: AssessmentDelivery
  ): Promise<JobEnd> {
    if (answer.kind === 'conflict') return this.conflict(reference, messageId)
    if (answer.kind === 'finished') {
      const fields = { reference, reason: answer.state, code: answer.errorCode }
      this.events.info('message_duplicate', fields, `${reference} had ended before: ${answer.state}`)
      return { status: 'repeated', state: answer.state }
    }
    const delaySeconds = Math.ceil(answer.retryAfterSeconds) + 1
    const sentence = `${reference} is being worked on; looked at again in ${delaySeconds} s`
    this.events.info('job_snoozed', { reference, reason: messageId }, sentence)
    return { status: 'snoozed', delaySeconds }
  }

  private async conflict(reference: string, messageId: string): Promise<JobEnd> {
    const code = 'key_conflict'
    await this.ledger.quarantine(messageId, code)
    const sentence = `${reference} came before with other content; the message goes to the dead-letter queue`
    this.events.error('message_quarantined', { reference, code, reason: messageId }, sentence)
    return { status: 'dead', code }
  }
}
