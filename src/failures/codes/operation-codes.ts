import { OUR_FAULT, describe, describeRetried, type FailureDescription } from './failure-description'

/** What goes wrong while a job is assessed. */
export const OPERATION_CODES = {
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
