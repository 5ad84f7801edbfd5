import { Setting } from '../setting'
import { WholeNumber } from '../setting-forms'

export class JobSettings {
  @Setting({
    meaning:
      'Seconds for which a worker holds a job in the ledger without renewal; below SQS_VISIBILITY_TIMEOUT, so ' +
      'that the work of a dead worker can be taken over when its message returns',
    fallback: '45, and at most three quarters of SQS_VISIBILITY_TIMEOUT; 120 with DB_SINGLE_SESSION'
  })
  @WholeNumber(1, 3600)
  readonly JOB_LEASE_SECONDS?: number

  @Setting({
    meaning: 'Tries before a job that fails is reported as failed; an interrupted try does not count',
    default: '3'
  })
  @WholeNumber(1, 100)
  readonly JOB_MAX_ATTEMPTS!: number

  @Setting({
    meaning: 'Seconds before a failed job is tried again; doubled with every try, at most 900',
    default: '30'
  })
  @WholeNumber(1, 900)
  readonly JOB_RETRY_BASE_SECONDS!: number

  @Setting({ meaning: 'Seconds between two looks for jobs that no message brings back', default: '30' })
  @WholeNumber(1, 3600)
  readonly JOB_SWEEP_EVERY_SECONDS!: number

  @Setting({
    meaning: 'Seconds for which a job that nobody holds waits for its message before it is done without',
    default: '120'
  })
  @WholeNumber(0, 86_400)
  readonly JOB_SWEEP_AFTER_SECONDS!: number

  @Setting({
    meaning:
      'Seconds after which Notify is asked for an e-mail that it may have accepted; it stores them late',
    default: '60'
  })
  @WholeNumber(0, 3600)
  readonly EFFECT_SETTLE_SECONDS!: number
}
