import { AssessmentSource, type AssessmentDetails } from '../../src/backend/assessment-source'
import {
  AssessmentWithdrawn,
  ReferenceUnknown,
  ResultConflict,
  ResultRefused
} from '../../src/backend/backend.failures'
import { labelOf } from './label-of'
import { canonicalJson } from '../../src/backend/canonical-json'
import { ResultSink, type AssessmentResult, type PreparedResult } from '../../src/backend/result-sink'

/** Details in memory; a scripted error is thrown once. */
export class FakeAssessmentSource extends AssessmentSource {
  private readonly details = new Map<string, AssessmentDetails>()
  private readonly withdrawn = new Set<string>()
  private readonly errors: unknown[] = []

  put(details: AssessmentDetails): this {
    this.details.set(details.reference, details)
    return this
  }

  withdraw(reference: string): this {
    this.withdrawn.add(reference)
    return this
  }

  failNext(error: unknown): this {
    this.errors.push(error)
    return this
  }

  override async fetch(reference: string, signal: AbortSignal): Promise<AssessmentDetails> {
    signal.throwIfAborted()
    if (this.errors.length > 0) throw this.errors.shift()
    if (this.withdrawn.has(reference)) throw new AssessmentWithdrawn(reference)
    const details = this.details.get(reference)
    if (details === undefined) throw new ReferenceUnknown(reference)
    return details
  }
}

/** Keeps what was delivered, one result for each revision; a scripted error is thrown once. */
export class FakeResultSink extends ResultSink {
  /** Every delivery that was taken, repeated ones included. */
  readonly delivered: AssessmentResult[] = []
  private readonly held = new Map<string, AssessmentResult>()
  private readonly unknown = new Set<string>()
  private readonly errors: unknown[] = []

  /** Results for this reference are refused; those for every other are taken. */
  without(reference: string): this {
    this.unknown.add(reference)
    return this
  }

  failNext(error: unknown): this {
    this.errors.push(error)
    return this
  }

  override prepare(result: AssessmentResult): PreparedResult {
    const { reference, revision, assessmentTypes, status } = result
    const idempotencyKey = labelOf([reference, revision, ...assessmentTypes, status].join('/'))
    return { reference, revision, idempotencyKey, body: canonicalJson(result) }
  }

  override async deliver(prepared: PreparedResult, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const result: AssessmentResult = JSON.parse(prepared.body)
    if (this.errors.length > 0) throw this.errors.shift()
    const { reference, revision } = result
    if (this.unknown.has(reference)) throw new ResultRefused(404)
    const key = `${reference}/${revision}`
    const held = this.held.get(key)
    if (held !== undefined && !isReplaced(held, result)) throw new ResultConflict(reference, revision)
    this.held.set(key, result)
    this.delivered.push(result)
  }
}

/** The same result, or the completion of a job that had failed; what the backend is told has no types in it. */
function isReplaced(held: AssessmentResult, result: AssessmentResult): boolean {
  if (held.status === 'FAILED' && result.status === 'COMPLETED') return true
  const told = (one: AssessmentResult) => canonicalJson({ ...one, assessmentTypes: undefined })
  return told(held) === told(result)
}
