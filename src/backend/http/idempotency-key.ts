import { nameBasedUuid } from '../../name-based-uuid'
import { canonicalJson } from '../canonical-json'
import type { AssessmentResult } from '../result-sink'

/** Namespace of the keys (RFC 9562, version 5); it never changes, or repeated results would look new. */
const NAMESPACE = Buffer.from('9c1d6e0a4f7b5b2e8a3d5f20c7e94b16', 'hex')

/** Key of the delivery of one result: the same on every try and in every process. */
export function idempotencyKey(result: AssessmentResult): string {
  const parts = [result.reference, result.assessmentTypes.toSorted(), result.revision, 'post_result']
  return nameBasedUuid(
    NAMESPACE,
    canonicalJson(result.status === 'FAILED' ? [...parts, result.status] : parts)
  )
}
