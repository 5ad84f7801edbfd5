import type { BackendOptions } from '../../config/config.tokens'
import { ResultSink, type AssessmentResult } from '../result-sink'
import type { BackendHttpClient } from './backend-http-client'
import { ResultDelivery } from './result-delivery'
import type { ResultsRequest } from './results.request'

/** Delivers every result by `POST /assessments/{reference}/results`. */
export class ResultsResultSink extends ResultSink {
  private readonly delivery: ResultDelivery

  constructor(client: BackendHttpClient, { resultsPath, postTimeoutMs }: BackendOptions) {
    super()
    this.delivery = new ResultDelivery(client, {
      method: 'POST',
      path: resultsPath,
      timeoutMs: postTimeoutMs
    })
  }

  async deliver(result: AssessmentResult, signal: AbortSignal): Promise<void> {
    await this.delivery.send(result, toRequest(result), signal)
  }
}

function toRequest(result: AssessmentResult): ResultsRequest {
  const { reference, revision, status } = result
  const head = { schemaVersion: 1, reference, revision, status } as const
  if (result.status === 'COMPLETED') return { ...head, outcomes: result.outcomes }
  return { ...head, outcomes: [], error: { code: result.error.code, message: result.error.message } }
}
