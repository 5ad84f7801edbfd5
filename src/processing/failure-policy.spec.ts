import { HandlerAborted } from '@nrf/sqs-transport'
import {
  AssessmentNotRunnable,
  AssessmentTypeNotAccepted,
  AssessmentWithdrawn,
  BackendBadResponse,
  BackendUnauthorised,
  BackendUnavailable,
  DetailsInvalid,
  DetailsMismatch,
  ReferenceUnknown,
  ResponseTooLarge
} from '../backend/backend.failures'
import { DatabaseUnavailable } from '../database/database.failures'
import { LeaseLost } from '../ledger/ledger.failures'
import { InvalidBoundary, ReferenceDataMissing } from '../reference-data/reference-data.failures'
import { FailurePolicy } from './failure-policy'
import { AnotherIsAlone, JobTimedOut, MessageRefused, WorkerCrashed } from './processing.failures'

const policy = new FailurePolicy({ retryBaseSeconds: 30, maxAttempts: 3 }, () => 0.5)
const at = (attempt: number) => ({ attempt, isCommitted: false })
const committed = (attempt: number) => ({ attempt, isCommitted: true })

describe('FailurePolicy', () => {
  it.each([
    [new MessageRefused('malformed_message'), 'malformed_message'],
    [new WorkerCrashed(3), 'worker_crashed'],
    [new AssessmentNotRunnable('NRF-000001'), 'assessment_not_runnable'],
    [new AssessmentTypeNotAccepted('gcn'), 'assessment_type_not_accepted'],
    [new DetailsInvalid(['x']), 'details_invalid'],
    [new DetailsMismatch('reference', 'a', 'b'), 'details_mismatch'],
    [new ResponseTooLarge(1), 'response_too_large'],
    [new InvalidBoundary('self_intersecting_geometry', 'x'), 'self_intersecting_geometry']
  ])('ends the job of %p at its first try', (failure, code) => {
    expect(policy.decide(failure, at(1))).toEqual({ kind: 'dead', code })
  })

  it.each([
    [new BackendUnavailable('500'), 'backend_unavailable'],
    [new BackendUnauthorised(401), 'backend_unauthorised'],
    [new BackendBadResponse('HTML'), 'backend_bad_response'],
    [new ReferenceDataMissing(['x']), 'reference_data_missing'],
    [new DatabaseUnavailable('x'), 'database_unavailable'],
    [new JobTimedOut(), 'job_timed_out'],
    [new TypeError('a bug'), 'assessment_failed'],
    ['not even an error', 'assessment_failed']
  ])('tries %p again with growing delay, and ends the job at its last try', (error, code) => {
    expect(policy.decide(error, at(1))).toEqual({ kind: 'retry', delaySeconds: 30, code })
    expect(policy.decide(error, at(2))).toEqual({ kind: 'retry', delaySeconds: 60, code })
    expect(policy.decide(error, at(3))).toEqual({ kind: 'dead', code })
  })

  it('tries an unknown reference again after the base delay every time', () => {
    const unknown = new ReferenceUnknown('NRF-000001')
    expect(policy.decide(unknown, at(2))).toMatchObject({ kind: 'retry', delaySeconds: 30 })
    expect(policy.decide(unknown, at(3))).toEqual({ kind: 'dead', code: 'reference_unknown' })
  })

  it('tries work that is committed again until it is delivered', () => {
    expect(policy.decide(new BackendUnavailable('500'), committed(50))).toEqual({
      kind: 'retry',
      delaySeconds: 900,
      code: 'backend_unavailable'
    })
  })

  it('waits as long as the backend asks', () => {
    expect(policy.decide(new BackendUnavailable('429', 7.2), at(1))).toMatchObject({ delaySeconds: 8 })
    expect(policy.decide(new BackendUnavailable('429', 5000), at(1))).toMatchObject({ delaySeconds: 900 })
  })

  it('does not count the try of a job that has to wait until it can run alone', () => {
    expect(policy.decide(new AnotherIsAlone(), at(3))).toMatchObject({ kind: 'wait', delaySeconds: 30 })
  })

  it.each([new BackendUnavailable('no answer'), new BackendUnauthorised(401), new DatabaseUnavailable('x')])(
    'does not count the try when %p is an outage',
    (failure) => {
      failure.isBlameless = true
      for (const which of [at(1), at(3), committed(1)]) {
        expect(policy.decide(failure, which)).toEqual({ kind: 'wait', delaySeconds: 30, code: failure.code })
      }
    }
  )

  it('spreads retries', () => {
    const spread = (random: number) =>
      new FailurePolicy({ retryBaseSeconds: 30, maxAttempts: 3 }, () => random).decide(new Error('x'), at(2))
    expect(spread(0)).toMatchObject({ delaySeconds: 45 })
    expect(spread(0.999)).toMatchObject({ delaySeconds: 75 })
  })

  it('has nothing left to do for a withdrawn assessment', () => {
    const withdrawn = new AssessmentWithdrawn('NRF-000001')
    expect(policy.decide(withdrawn, at(1))).toEqual({ kind: 'cancelled', code: 'assessment_withdrawn' })
  })

  it('does not count a try that was interrupted', () => {
    expect(policy.decide(new HandlerAborted('shutdown'), at(3))).toEqual({ kind: 'interrupted' })
  })

  it('leaves a job whose lease is lost alone', () => {
    expect(policy.decide(new LeaseLost('key'), at(3))).toEqual({ kind: 'lost' })
  })

  it('counts a job that ran into its time limit', () => {
    const deadline = new HandlerAborted('deadline')
    expect(policy.decide(deadline, at(2))).toMatchObject({ kind: 'retry', code: 'job_timed_out' })
    expect(policy.decide(deadline, at(3))).toEqual({ kind: 'dead', code: 'job_timed_out' })
  })
})
