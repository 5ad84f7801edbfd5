import type { Failure } from '../failures/failure'
import type { Submission } from './submission'

/** A request for one assessment run, whatever shape its message had. */
export interface AssessmentRequested {
  readonly reference: string
  /** A new revision makes a re-run a new job. */
  readonly revision: number
  /** Wire names; undefined leaves the choice to the details. */
  readonly assessmentTypes?: readonly string[]
  readonly traceId?: string
  /** The details, where the message brings them itself. */
  readonly submission?: Submission
}

/** What is assessed when neither the message nor the details say. */
export const DEFAULT_TYPES: readonly string[] = ['nutrient']

/** One delivery of a request. */
export interface AssessmentDelivery {
  readonly request: AssessmentRequested
  /** Why the message cannot be worked on, although its reference could be read. */
  readonly refusal?: { readonly failure: Failure; readonly bodyDigest: string }
  readonly messageId: string
  /** How often an operator has sent the message back from the dead-letter queue. */
  readonly redrives: number
  readonly signal: AbortSignal
}
