/** Who has to act on a failure. */
export type FailureActor = 'applicant' | 'backend' | 'operator' | 'developer'

export interface FailureDescription {
  /** What went wrong, for whoever has to act. */
  readonly cause: string
  readonly fix: string
  readonly actor: FailureActor
  /** Plain English for the applicant; sent to the backend and used in e-mails. No data of the job in it. */
  readonly publicText: string
  /** Whether the message is tried again by itself; otherwise it goes to the dead-letter queue at once. */
  readonly retried: boolean
}

const describe = (
  actor: FailureActor,
  cause: string,
  fix: string,
  publicText: string
): FailureDescription => ({ actor, cause, fix, publicText, retried: false })

const describeRetried = (...description: Parameters<typeof describe>): FailureDescription => ({
  ...describe(...description),
  retried: true
})

const OUR_FAULT =
  'We could not complete the assessment because of a fault in our service. We are looking into it.'

/** Every code that a job can fail with: the one list; `docs/codes.md` is generated from it. */
export const FAILURE_CODES = {
  malformed_message: describe(
    'backend',
    'The queue message is not a JSON object, or its SNS envelope cannot be unwrapped.',
    'Send one JSON object per message, raw or in one SNS envelope.',
    'The request could not be read.'
  ),
  invalid_message: describe(
    'backend',
    'The queue message lacks a readable reference, or a field has the wrong type or range.',
    'Send a message as described in the message contract.',
    'The request could not be read.'
  ),
  message_too_large: describe(
    'backend',
    'The queue message has more bytes than SQS_MAX_BODY_BYTES.',
    'Send the reference only; the boundary is fetched from the backend.',
    'The request is too large.'
  ),
  unsupported_version: describe(
    'backend',
    'The message names a version that this release does not read.',
    'Send version 1, or deploy a release that reads the new version first.',
    'The request could not be read.'
  ),
  unsupported_message: describe(
    'backend',
    'The message is of a kind that this release does not take (inline boundary or file).',
    'Send a reference message.',
    'The request could not be read.'
  ),
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
  ),
  invalid_geometry: describe(
    'applicant',
    'The boundary is not a usable polygon: coordinates are missing, the ring is too short, or it has no area.',
    'Draw the boundary again.',
    'The site boundary is not a valid shape. Draw or upload it again.'
  ),
  self_intersecting_geometry: describe(
    'applicant',
    'The boundary crosses or touches itself, or its parts overlap.',
    'Draw the boundary again so that its lines do not cross.',
    'The lines of the site boundary cross each other. Draw or upload it again.'
  ),
  unclosed_ring: describe(
    'applicant',
    'The first and the last point of a ring differ.',
    'Close every ring of the boundary.',
    'The site boundary is not closed. Draw or upload it again.'
  ),
  unsupported_geometry_type: describe(
    'applicant',
    'The boundary is neither a Polygon nor a MultiPolygon.',
    'Send the outline of the site as a polygon.',
    'The site boundary has to be an area, not a point or a line.'
  ),
  unsupported_crs: describe(
    'applicant',
    'The boundary declares a coordinate reference system other than EPSG:27700 or EPSG:4326.',
    'Use British National Grid or WGS84.',
    'The site boundary uses map coordinates that we cannot read. Use British National Grid or WGS84.'
  ),
  coordinates_out_of_range: describe(
    'applicant',
    'Coordinates are not finite, look like degrees, or lie outside the British National Grid.',
    'Check the coordinate reference system of the boundary.',
    'The site boundary is outside Great Britain, or its map coordinates are mixed up.'
  ),
  too_many_vertices: describe(
    'applicant',
    'The boundary has more vertices than BOUNDARY_MAX_VERTICES.',
    'Simplify the boundary.',
    'The site boundary has too many points. Simplify it and try again.'
  ),
  unknown_assessment: describe(
    'backend',
    'The message asks for an assessment type that this release does not have.',
    'Check assessmentTypes; deploy the release that has the assessment.',
    'This kind of assessment is not available.'
  ),
  reference_data_missing: describeRetried(
    'operator',
    'A layer that the assessment reads has no active version or no rows.',
    'Load and activate the layer (`nrf data load`); the job is retried by itself.',
    OUR_FAULT
  ),
  database_unavailable: describeRetried(
    'operator',
    'The database did not answer a question in time or refused the connection.',
    'Check the database; the job is retried by itself.',
    OUR_FAULT
  ),
  permit_not_numeric: describe(
    'operator',
    'A permit concentration of the works is text that is not a number (production profile only).',
    'Correct the row of wwtw_lookup and load it again.',
    OUR_FAULT
  ),
  no_risk_zone: describe(
    'operator',
    'No newt risk zone lies on the site or in its surroundings (production profile only).',
    'Use the corrected profile, which answers with empty tables.',
    OUR_FAULT
  ),
  invalid_survey_pond: describe(
    'applicant',
    'The outline of a surveyed pond is unusable, or the survey has more vertices than BOUNDARY_MAX_VERTICES.',
    'Correct the pond that the message names in the survey.',
    'The outline of a surveyed pond is not a valid shape. Check the survey and upload it again.'
  ),
  assessment_failed: describeRetried(
    'developer',
    'An error that no rule covers.',
    'Read the stack trace under the trace id; replay the message after the fix.',
    OUR_FAULT
  ),
  job_timed_out: describeRetried(
    'developer',
    'The job ran longer than JOB_HARD_TIMEOUT_SECONDS and was aborted.',
    'Look at the slowest step under the trace id.',
    OUR_FAULT
  ),
  worker_crashed: describe(
    'developer',
    'The job took its worker down with it on every attempt.',
    'Look at the last events under the trace id; replay the message after the fix.',
    OUR_FAULT
  )
} as const satisfies Record<string, FailureDescription>

export type FailureCode = keyof typeof FAILURE_CODES
