import { AssessmentSource, type AssessmentDetails } from '../../src/backend/assessment-source'
import { ReferenceUnknown } from '../../src/backend/backend.failures'
import { ResultSink, type AssessmentResult } from '../../src/backend/result-sink'

/** Details in memory; a scripted error is thrown once. */
export class FakeAssessmentSource extends AssessmentSource {
  private readonly details = new Map<string, AssessmentDetails>()
  private readonly errors: unknown[] = []

  put(details: AssessmentDetails): this {
    this.details.set(details.reference, details)
    return this
  }

  failNext(error: unknown): this {
    this.errors.push(error)
    return this
  }

  override async fetch(reference: string, signal: AbortSignal): Promise<AssessmentDetails> {
    signal.throwIfAborted()
    if (this.errors.length > 0) throw this.errors.shift()
    const details = this.details.get(reference)
    if (details === undefined) throw new ReferenceUnknown(reference)
    return details
  }
}

/** Keeps what was delivered; a scripted error is thrown once. */
export class FakeResultSink extends ResultSink {
  readonly delivered: AssessmentResult[] = []
  private readonly errors: unknown[] = []

  failNext(error: unknown): this {
    this.errors.push(error)
    return this
  }

  override async deliver(result: AssessmentResult, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.errors.length > 0) throw this.errors.shift()
    this.delivered.push(result)
  }
}
