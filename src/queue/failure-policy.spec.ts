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
  ResponseTooLarge,
  ResultConflict,
  ResultRefused
} from '../backend/backend.failures'
import { DatabaseUnavailable } from '../database/database.failures'
import { InvalidBoundary, ReferenceDataMissing } from '../reference-data/reference-data.failures'
import { FailurePolicy } from './failure-policy'
import {
  InvalidMessage,
  JobTimedOut,
  MalformedMessage,
  MessageTooLarge,
  UnsupportedVersion
} from './queue.failures'

const policy = new FailurePolicy({ retryBaseSeconds: 30 }, () => 0.5)
const first = { receiveCount: 1, isLastReceive: false }
const last = { receiveCount: 3, isLastReceive: true }

describe('FailurePolicy', () => {
  it.each([
    [new MalformedMessage('x'), 'malformed_message'],
    [new MessageTooLarge(2, 1), 'message_too_large'],
    [new InvalidMessage(['x']), 'invalid_message'],
    [new UnsupportedVersion(), 'unsupported_version'],
    [new AssessmentNotRunnable('NRF-000001'), 'assessment_not_runnable'],
    [new DetailsInvalid(['x']), 'details_invalid'],
    [new DetailsMismatch('reference', 'a', 'b'), 'details_mismatch'],
    [new ResponseTooLarge(1), 'response_too_large'],
    [new InvalidBoundary('self_intersecting_geometry', 'x'), 'self_intersecting_geometry']
  ])('reports %p at first receipt and dead-letters it', (failure, code) => {
    expect(policy.decide(failure, first)).toEqual({ kind: 'dead-letter', report: code })
  })

  it.each([
    [new ResultRefused(422)],
    [new ResultConflict('NRF-000001', 1)],
    [new AssessmentTypeNotAccepted('gcn')]
  ])('dead-letters %p without a report that would be refused as well', (failure) => {
    expect(policy.decide(failure, first)).toEqual({ kind: 'dead-letter', report: null })
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
  ])('retries %p with growing delay and reports it at the last receipt', (error, code) => {
    expect(policy.decide(error, first)).toEqual({ kind: 'retry', delaySeconds: 30, report: null })
    expect(policy.decide(error, { ...first, receiveCount: 2 })).toMatchObject({ delaySeconds: 60 })
    expect(policy.decide(error, last)).toEqual({ kind: 'retry', delaySeconds: 120, report: code })
  })

  it('retries an unknown reference after the base delay every time', () => {
    const unknown = new ReferenceUnknown('NRF-000001')
    expect(policy.decide(unknown, { receiveCount: 2, isLastReceive: false })).toEqual({
      kind: 'retry',
      delaySeconds: 30,
      report: null
    })
    expect(policy.decide(unknown, last)).toMatchObject({ report: 'reference_unknown' })
  })

  it('waits as long as the backend asks', () => {
    expect(policy.decide(new BackendUnavailable('429', 7.2), first)).toMatchObject({ delaySeconds: 8 })
    expect(policy.decide(new BackendUnavailable('429', 5000), first)).toMatchObject({ delaySeconds: 900 })
  })

  it('never waits longer than 15 minutes, and spreads retries', () => {
    const spread = (random: number) =>
      new FailurePolicy({ retryBaseSeconds: 30 }, () => random).decide(new Error('x'), {
        receiveCount: 2,
        isLastReceive: false
      })
    expect(spread(0)).toMatchObject({ delaySeconds: 45 })
    expect(spread(0.999)).toMatchObject({ delaySeconds: 75 })
    expect(policy.decide(new Error('x'), { receiveCount: 20, isLastReceive: false })).toMatchObject({
      delaySeconds: 900
    })
  })

  it('deletes the message of a withdrawn assessment', () => {
    expect(policy.decide(new AssessmentWithdrawn('NRF-000001'), first)).toEqual({ kind: 'delete' })
  })

  it('gives a message back when the job was interrupted', () => {
    expect(policy.decide(new HandlerAborted('shutdown'), first)).toEqual({ kind: 'release' })
    expect(policy.decide(new HandlerAborted('lease-lost'), last)).toEqual({ kind: 'release' })
  })

  it('retries a job that ran into its time limit', () => {
    expect(policy.decide(new HandlerAborted('deadline'), last)).toMatchObject({
      kind: 'retry',
      report: 'job_timed_out'
    })
  })
})
