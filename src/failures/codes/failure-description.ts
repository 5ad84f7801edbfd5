/** Who has to act on a failure. */
export type FailureActor = 'applicant' | 'backend' | 'operator' | 'developer'

export interface FailureDescription {
  /** What went wrong, for whoever has to act. */
  readonly cause: string
  readonly fix: string
  readonly actor: FailureActor
  /** Plain English for the applicant; sent to the backend and used in e-mails. No data of the job in it. */
  readonly publicText: string
  /** Whether the message is tried again by itself; otherwise it goes to the dead-letter queue at once. */
  readonly retried: boolean
}

/** A failure that is final: the message goes to the dead-letter queue at once. */
export const describe = (
  actor: FailureActor,
  cause: string,
  fix: string,
  publicText: string
): FailureDescription => ({ actor, cause, fix, publicText, retried: false })

/** A failure that may go away by itself. */
export const describeRetried = (...description: Parameters<typeof describe>): FailureDescription => ({
  ...describe(...description),
  retried: true
})

/** Public text where the applicant can do nothing. */
export const OUR_FAULT =
  'We could not complete the assessment because of a fault in our service. We are looking into it.'
