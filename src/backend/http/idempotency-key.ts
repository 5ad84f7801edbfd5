import { createHash } from 'node:crypto'
import { canonicalJson } from '../canonical-json'
import type { AssessmentResult } from '../result-sink'

/** Namespace of the keys (RFC 9562, version 5); it never changes, or repeated results would look new. */
const NAMESPACE = Buffer.from('9c1d6e0a4f7b5b2e8a3d5f20c7e94b16', 'hex')

/** Key of the delivery of one result: the same on every try and in every process. */
export function idempotencyKey(result: AssessmentResult): string {
  const parts = [result.reference, result.assessmentTypes.toSorted(), result.revision, 'post_result']
  return uuidV5(canonicalJson(result.status === 'FAILED' ? [...parts, result.status] : parts))
}

function uuidV5(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16)
  bytes[6] = (bytes[6] & 0x0f) | 0x50
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
