import { createHash } from 'node:crypto'
import { canonicalJson } from '../backend/canonical-json'
import type { ClaimRequest } from '../ledger/job-ledger'
import type { AssessmentDelivery, AssessmentRequested } from './assessment-requested'

/** Types that are left to the details. */
const ANY_TYPES = '*'

/**
 * What a delivery claims. The key is the reference, the sorted types and the revision; a message that cannot be worked
 * on is a job of its own, so that it is reported once and hides no sound message with the same reference.
 */
export function claimOf({ request, refusal, messageId, redrives }: AssessmentDelivery): ClaimRequest {
  const { reference, revision, assessmentTypes, traceId } = request
  if (refusal !== undefined) {
    return {
      jobKey: refusedJobKey(reference, refusal.bodyDigest),
      request: { reference, revision, assessmentTypes, traceId, refusal: refusal.failure.code },
      payloadHash: refusal.bodyDigest,
      messageId,
      redrives
    }
  }
  const jobKey = jobKeyOf(request)
  const submission = request.submission && canonicalJson(request.submission)
  return {
    jobKey,
    request: { reference, revision, assessmentTypes, traceId, submission },
    payloadHash: digestOf(jobKey, submission),
    messageId,
    redrives
  }
}

/** Everything that makes the job what it is; the trace of a message does not. */
function digestOf(jobKey: string, submission: string | undefined): string {
  const hash = createHash('sha256').update(jobKey)
  if (submission !== undefined) hash.update('\n').update(submission)
  return hash.digest('hex')
}

export function jobKeyOf({ reference, revision, assessmentTypes }: AssessmentRequested): string {
  const types = assessmentTypes === undefined ? ANY_TYPES : [...new Set(assessmentTypes)].sort().join('+')
  return [reference, types, revision].join('/')
}

export function refusedJobKey(reference: string, bodyDigest: string): string {
  return [reference, 'refused', bodyDigest].join('/')
}
