import { createHash } from 'node:crypto'
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
  return {
    jobKey,
    request: { reference, revision, assessmentTypes, traceId },
    payloadHash: createHash('sha256').update(jobKey).digest('hex'),
    messageId,
    redrives
  }
}

export function jobKeyOf({ reference, revision, assessmentTypes }: AssessmentRequested): string {
  const types = assessmentTypes === undefined ? ANY_TYPES : [...new Set(assessmentTypes)].sort().join('+')
  return [reference, types, revision].join('/')
}

export function refusedJobKey(reference: string, bodyDigest: string): string {
  return [reference, 'refused', bodyDigest].join('/')
}
