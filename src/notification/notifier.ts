import type { FailureCode } from '../failures/failure-codes'

/** What is told about a job; no address is ever logged. */
interface JobNotice {
  readonly reference: string
  readonly revision: number
  readonly developmentName: string
  readonly assessmentTypes: readonly string[]
  /** Delivered before: ask whether the e-mail was already accepted before sending it. */
  readonly isRedelivery: boolean
}

export interface CompletedNotice extends JobNotice {
  /** Address of the applicant; without one nobody is told. */
  readonly email?: string
}

export interface FailedNotice extends JobNotice {
  readonly code: FailureCode
  /** Plain-English reason. */
  readonly reason: string
}

/** `skipped`: switched off, no address, or a domain that is not allowed. */
export type EmailStatus = 'sent' | 'already-sent' | 'skipped' | 'failed'

/**
 * Tells people by e-mail. Never throws, because an e-mail that cannot be sent does not change what became of the
 * job, but for one case: it rejects with the reason of the signal when that was aborted before the answer was
 * known. Whoever tells the same again then sets `isRedelivery`.
 */
export abstract class Notifier {
  /** To the applicant, after the backend holds the result. */
  abstract tellCompleted(notice: CompletedNotice, signal: AbortSignal): Promise<EmailStatus>

  /** To the support mailbox only, never to the applicant. */
  abstract tellFailed(notice: FailedNotice, signal: AbortSignal): Promise<EmailStatus>
}
