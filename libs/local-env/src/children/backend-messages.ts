const TYPE_AND_LENGTH = 5
const READY_FOR_QUERY = 'Z'
const ERROR_RESPONSE = 'E'

export interface BackendAnswer {
  readonly bytes: Buffer
  readonly hasError: boolean
}

/**
 * The answer to one message of an extended query, without "ready for query". PGlite says it after an error although
 * it is due only after Sync; a client that hears it twice takes the second for the end of its next query.
 */
export function withoutReady(answer: Buffer): BackendAnswer {
  const kept: Buffer[] = []
  let hasError = false
  for (let at = 0; at + TYPE_AND_LENGTH <= answer.length;) {
    const type = String.fromCharCode(answer[at])
    const end = at + 1 + answer.readInt32BE(at + 1)
    if (type === ERROR_RESPONSE) hasError = true
    if (type !== READY_FOR_QUERY) kept.push(answer.subarray(at, end))
    at = end
  }
  return { bytes: Buffer.concat(kept), hasError }
}
