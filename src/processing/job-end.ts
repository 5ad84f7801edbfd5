import type { FailureCode } from '../failures/failure-codes'
import type { FinalState } from '../ledger/job-ledger'

/** How a delivery ended: what the queue has to know to settle its message. */
export type JobEnd =
  /** `isParked`: the e-mail is seen to later, without the message. */
  | { readonly status: 'completed'; readonly isParked: boolean }
  /** The job had ended before. */
  | { readonly status: 'repeated'; readonly state: FinalState }
  | { readonly status: 'cancelled'; readonly code: FailureCode }
  | { readonly status: 'dead'; readonly code: FailureCode }
  | { readonly status: 'retry'; readonly delaySeconds: number; readonly code: FailureCode }
  /** Another delivery of the job is being worked on. */
  | { readonly status: 'snoozed'; readonly delaySeconds: number }
  | { readonly status: 'interrupted' }
