import { OUR_FAULT, describe, describeRetried, type FailureDescription } from './failure-description'

/** What goes wrong between the service and the backend. */
export const BACKEND_CODES = {
  reference_unknown: describeRetried(
    'backend',
    'The backend answered 404 for the reference on every receive.',
    'Check that the assessment was stored before its message was sent.',
    'We could not find the details of this assessment.'
  ),
  assessment_withdrawn: describe(
    'backend',
    'The backend answered 410: the assessment was deleted or cancelled.',
    'Nothing; the message is deleted.',
    'The assessment was withdrawn.'
  ),
  assessment_not_runnable: describe(
    'backend',
    'The backend answered 409: the assessment is not in a state that can be run.',
    'Put the assessment into a runnable state and send the message again.',
    'The assessment cannot be run in its present state.'
  ),
  details_invalid: describe(
    'backend',
    'The details of the assessment break the contract in docs/backend-api.yaml.',
    'Correct the response of GET /assessments/{reference}.',
    OUR_FAULT
  ),
  details_mismatch: describe(
    'backend',
    'The details carry another reference or revision than the one that was asked for.',
    'Correct the response of GET /assessments/{reference}.',
    OUR_FAULT
  ),
  response_too_large: describe(
    'backend',
    'A response of the backend has more bytes than BACKEND_MAX_RESPONSE_BYTES.',
    'Send a boundary with fewer vertices.',
    'The site boundary is too large.'
  ),
  backend_unavailable: describeRetried(
    'operator',
    'The backend did not answer, answered 5xx or asked to wait.',
    'Check the backend; the job is retried by itself.',
    OUR_FAULT
  ),
  backend_unauthorised: describeRetried(
    'operator',
    'The backend refused the key of this service (401 or 403).',
    'Check BACKEND_API_KEY on both sides.',
    OUR_FAULT
  ),
  backend_bad_response: describeRetried(
    'backend',
    'A response of the backend is not JSON, is cut off or is a redirect.',
    'Check BACKEND_BASE_URL and what stands between the two services.',
    OUR_FAULT
  ),
  result_refused: describe(
    'developer',
    'The backend refused the result (400, 404, 410 or 422).',
    'Compare the result with docs/backend-api.yaml; replay the message from the dead-letter queue.',
    OUR_FAULT
  ),
  result_conflict: describe(
    'developer',
    'The backend already holds another result for the same reference and revision (409).',
    'Find out which run was first; send a new revision if the assessment has to be run again.',
    OUR_FAULT
  ),
  assessment_type_not_accepted: describe(
    'backend',
    'The quotes contract takes nutrient results only.',
    'Use BACKEND_RESULTS_CONTRACT=results for other assessments.',
    OUR_FAULT
  ),
  key_conflict: describe(
    'backend',
    'A message with the same reference, assessment types and revision came before, with other content.',
    'Send a new revision when the content of an assessment has changed.',
    OUR_FAULT
  )
} as const satisfies Record<string, FailureDescription>
