import type { BackendOptions } from '../../config/config.tokens'
import { AssessmentSource, type AssessmentDetails } from '../assessment-source'
import {
  AssessmentNotRunnable,
  AssessmentWithdrawn,
  BackendBadResponse,
  DetailsMismatch,
  ReferenceUnknown
} from '../backend.failures'
import type { BackendAnswer, BackendCalls } from './backend-http-client'
import type { DetailsReader } from './details-reader'

/** Asks the backend for the details of an assessment by `GET`. */
export class HttpAssessmentSource extends AssessmentSource {
  constructor(
    private readonly client: BackendCalls,
    private readonly options: BackendOptions,
    private readonly reader: DetailsReader
  ) {
    super()
  }

  async fetch(reference: string, signal: AbortSignal): Promise<AssessmentDetails> {
    const answer = await this.client.call(
      {
        method: 'GET',
        path: this.options.assessmentPath,
        reference,
        headers: { 'accept-encoding': 'gzip' },
        timeoutMs: this.options.getTimeoutMs,
        read: (bytes, trySignal) => this.reader.read(bytes, trySignal)
      },
      signal
    )
    const details = detailsOf(answer, reference)
    if (details.reference !== reference) throw new DetailsMismatch('reference', reference, details.reference)
    return details
  }
}

function detailsOf({ status, body }: BackendAnswer<AssessmentDetails>, reference: string): AssessmentDetails {
  if (status === 404) throw new ReferenceUnknown(reference)
  if (status === 409) throw new AssessmentNotRunnable(reference)
  if (status === 410) throw new AssessmentWithdrawn(reference)
  if (body === undefined) throw new BackendBadResponse(`status ${status} to a request for details`)
  return body
}
