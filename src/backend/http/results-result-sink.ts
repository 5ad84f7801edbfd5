import type { BackendOptions } from '../../config/config.tokens'
import { ResultSink, type AssessmentResult, type PreparedResult } from '../result-sink'
import type { BackendCalls } from './backend-http-client'
import { preparedResult, ResultDelivery } from './result-delivery'
import type { ResultsRequest } from './results.request'

/** Delivers every result by `POST /assessments/{reference}/results`. */
export class ResultsResultSink extends ResultSink {
  private readonly delivery: ResultDelivery

  constructor(client: BackendCalls, { resultsPath, postTimeoutMs }: BackendOptions) {
    super()
    this.delivery = new ResultDelivery(client, {
      method: 'POST',
      path: resultsPath,
      timeoutMs: postTimeoutMs
    })
  }

  override prepare(result: AssessmentResult): PreparedResult {
    return preparedResult(result, toRequest(result))
  }

  override deliver(result: PreparedResult, signal: AbortSignal): Promise<void> {
    return this.delivery.send(result, signal)
  }
}

function toRequest(result: AssessmentResult): ResultsRequest {
  const { reference, revision, status } = result
  const head = { schemaVersion: 1, reference, revision, status } as const
  if (result.status === 'COMPLETED') return { ...head, outcomes: result.outcomes }
  return { ...head, outcomes: [], error: { code: result.error.code, message: result.error.message } }
}
