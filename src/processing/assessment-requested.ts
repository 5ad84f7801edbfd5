/** A request for one assessment run, whatever shape its message had. */
export interface AssessmentRequested {
  readonly reference: string
  /** A new revision makes a re-run a new job. */
  readonly revision: number
  /** Wire names; undefined leaves the choice to the details. */
  readonly assessmentTypes?: readonly string[]
  readonly traceId?: string
}

/** One try at a request. */
export interface AssessmentAttempt {
  readonly request: AssessmentRequested
  /** The message was delivered before, so any step may have happened already. */
  readonly isRedelivery: boolean
  readonly signal: AbortSignal
}
