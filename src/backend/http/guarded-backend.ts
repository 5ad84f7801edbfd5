import { Failure } from '../../failures/failure'
import type { BackendBreaker } from './backend-breaker'
import type { BackendAnswer, BackendCalls, BackendRequest } from './backend-http-client'

/** Calls to the backend whose failures are told apart: of one call, or of the backend as a whole. */
export class GuardedBackend implements BackendCalls {
  constructor(
    private readonly client: BackendCalls,
    private readonly breaker: BackendBreaker
  ) {}

  async call<Body>(request: BackendRequest<Body>, signal: AbortSignal): Promise<BackendAnswer<Body>> {
    try {
      const answer = await this.client.call(request, signal)
      this.breaker.noteAnswer()
      return answer
    } catch (error) {
      if (error instanceof Failure && !signal.aborted) {
        error.isBlameless = await this.breaker.judge(error, request.reference)
      }
      throw error
    }
  }
}
