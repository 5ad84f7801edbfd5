import { Injectable } from '@nestjs/common'
import { Failure } from '../failures/failure'
import type { ClaimedJob } from '../ledger/job-ledger'
import { EventLog } from '../observability/log-events'
import type { CounterName } from '../observability/metric-catalogue'
import { Metrics } from '../observability/metrics'
import { describeStepTimes } from '../observability/step-times'
import type { Fate } from './failure-policy'
import type { JobEnd } from './job-end'

/** What log and metrics say about the run of a job. */
@Injectable()
export class JobReport {
  constructor(
    private readonly events: EventLog,
    private readonly metrics: Metrics
  ) {}

  began({ request: { reference }, attempt, verdict }: ClaimedJob): void {
    this.metrics.count('JobsStarted')
    this.metrics.record('Attempt', attempt)
    if (verdict === undefined) this.events.info('job_claimed', { reference }, `${reference}: try ${attempt}`)
    else
      this.events.info('job_resumed', { reference }, `${reference} is assessed; its effects are not all done`)
  }

  failed(error: unknown, fate: Fate): void {
    const code = error instanceof Failure ? error.code : undefined
    if ('code' in fate && fate.kind !== 'cancelled') this.metrics.count('JobsFailed', { reason: fate.code })
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
    this.count(end, durationMs)
    const code = 'code' in end ? end.code : undefined
    const fields = { reference, durationMs, code } as const
    switch (end.status) {
      case 'completed': {
        const reason = end.isParked ? 'email_open' : 'all_done'
        return this.events.info(
          'job_completed',
          { ...fields, outcome: 'success', reason },
          withSteps(`${reference} is assessed`)
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
          withSteps(`${reference} has failed for good`)
        )
      case 'retry': {
        const sentence = withSteps(`${reference} is tried again in ${end.delaySeconds} s`)
        return this.events.warn('job_retry_scheduled', { ...fields, outcome: 'failure' }, sentence)
      }
      default:
        return this.events.info(
          'job_interrupted',
          fields,
          withSteps(`${reference} is left to another worker`)
        )
    }
  }

  private count({ status }: JobEnd, durationMs: number | undefined): void {
    const counter = COUNTERS[status]
    if (counter !== undefined) this.metrics.count(counter)
    if (durationMs !== undefined) this.metrics.record('JobDuration', durationMs)
  }
}

/** The one line that sums a job up tells where its time went. */
function withSteps(sentence: string): string {
  const steps = describeStepTimes()
  return steps === '' ? sentence : `${sentence}: ${steps}`
}

/** A job that is snoozed at its end has lost its lease; one that was to be tried again is among the failed tries. */
const COUNTERS: Readonly<Partial<Record<JobEnd['status'], CounterName>>> = {
  completed: 'JobsCompleted',
  dead: 'JobsDead',
  interrupted: 'JobsInterrupted',
  snoozed: 'JobsInterrupted'
}

const SENTENCES: Readonly<Record<Fate['kind'], string>> = {
  cancelled: 'The assessment was withdrawn',
  interrupted: 'The job is stopped; the try does not count',
  lost: 'The job is stopped; another worker may have it',
  retry: 'The job is tried again later',
  wait: 'No fault of the job; it is tried again later, and the try does not count',
  dead: 'The job cannot succeed'
}
