import { Injectable } from '@nestjs/common'
import { Failure } from '../failures/failure'
import type { ClaimedJob } from '../ledger/job-ledger'
import { EventLog } from '../observability/log-events'
import type { Fate } from './failure-policy'
import type { JobEnd } from './job-end'

/** What the log says about the run of a job. */
@Injectable()
export class JobReport {
  constructor(private readonly events: EventLog) {}

  began({ request: { reference }, attempt, verdict }: ClaimedJob): void {
    if (verdict === undefined) this.events.info('job_claimed', { reference }, `${reference}: try ${attempt}`)
    else
      this.events.info('job_resumed', { reference }, `${reference} is assessed; its effects are not all done`)
  }

  failed(error: unknown, fate: Fate): void {
    const code = error instanceof Failure ? error.code : undefined
    this.events.warn('step_failed', { outcome: 'failure', code, error }, SENTENCES[fate.kind])
  }

  leftHeld({ request: { reference } }: ClaimedJob, error: unknown): void {
    this.events.warn(
      'lease_lost',
      { reference, error },
      `${reference} is left to its lease, which ends by itself`
    )
  }

  ended(reference: string, end: JobEnd, durationMs?: number): void {
    const code = 'code' in end ? end.code : undefined
    const fields = { reference, durationMs, code } as const
    switch (end.status) {
      case 'completed': {
        const reason = end.isParked ? 'email_open' : 'all_done'
        return this.events.info(
          'job_completed',
          { ...fields, outcome: 'success', reason },
          `${reference} is assessed`
        )
      }
      case 'cancelled':
        return this.events.info(
          'job_completed',
          { ...fields, reason: end.status },
          `${reference} was withdrawn`
        )
      case 'dead':
        return this.events.error(
          'job_dead',
          { ...fields, outcome: 'failure' },
          `${reference} has failed for good`
        )
      case 'retry': {
        const sentence = `${reference} is tried again in ${end.delaySeconds} s`
        return this.events.warn('job_retry_scheduled', { ...fields, outcome: 'failure' }, sentence)
      }
      default:
        return this.events.info('job_interrupted', fields, `${reference} is left to another worker`)
    }
  }
}

const SENTENCES: Readonly<Record<Fate['kind'], string>> = {
  cancelled: 'The assessment was withdrawn',
  interrupted: 'The job is stopped; the try does not count',
  lost: 'The job is stopped; another worker may have it',
  retry: 'The job is tried again later',
  wait: 'The job waits for what all jobs need; the try does not count',
  dead: 'The job cannot succeed'
}
