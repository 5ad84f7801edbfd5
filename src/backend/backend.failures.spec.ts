import { FAILURE_CODES, isOwnCode } from '../failures/failure-codes'
import type { Failure } from '../failures/failure'
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
} from './backend.failures'

const FAILURES: readonly Failure[] = [
  new ReferenceUnknown('NRL-000001'),
  new AssessmentWithdrawn('NRL-000001'),
  new AssessmentNotRunnable('NRL-000001'),
  new DetailsInvalid(['status: missing']),
  new DetailsMismatch('revision', 2, 3),
  new ResponseTooLarge(10),
  new BackendUnavailable('status 503'),
  new BackendUnauthorised(401),
  new BackendBadResponse('status 302'),
  new ResultRefused(422),
  new ResultConflict('NRL-000001', 1),
  new AssessmentTypeNotAccepted('gcn')
]

it.each(FAILURES.map((failure) => [failure.name, failure] as const))(
  '%s is tried again exactly when the list of codes says so',
  (_name, { code, retryable }) => {
    expect(retryable).toBe(isOwnCode(code) ? undefined : FAILURE_CODES[code].retried)
  }
)
