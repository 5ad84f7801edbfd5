import type { BackendOptions } from '../../config/config.tokens'
import { Failure } from '../../failures/failure'
import type { BackendHttpClient } from './backend-http-client'

const TIMEOUT_MS = 5000

/**
 * Whether the backend answers at all; for `key`, whether it takes the key of this service. A server error is no
 * answer; whatever else it says, it is there.
 */
export async function isThere(
  client: Pick<BackendHttpClient, 'statusOf'>,
  { healthPath, assessmentPath }: Pick<BackendOptions, 'healthPath' | 'assessmentPath'>,
  { question, reference }: { readonly question: 'health' | 'key'; readonly reference: string }
): Promise<boolean> {
  const path = question === 'key' ? assessmentPath : healthPath
  try {
    const status = await client.statusOf(path, reference, AbortSignal.timeout(TIMEOUT_MS))
    return status < 500 && status !== 429 && (question === 'health' || (status !== 401 && status !== 403))
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
