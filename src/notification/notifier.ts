import type { FailureCode } from '../failures/failure-codes'

/** What is told about a job; no address is ever logged. */
interface JobNotice {
  readonly reference: string
  readonly revision: number
  readonly developmentName: string
  readonly assessmentTypes: readonly string[]
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

/** An e-mail as every try sends it. */
export interface PreparedEmail {
  /** Label of this e-mail: the same for the same job and template in every process; no personal data. */
  readonly reference: string
  /** Opaque to everybody but the notifier that made it; holds the address. */
  readonly content: string
}

/** `skipped` says why there is none: switched off, no address, a domain that is not allowed. */
export type EmailDraft = PreparedEmail | { readonly skipped: string }

/** What became of one try. */
export type EmailAnswer =
  | { readonly status: 'accepted'; readonly id: string }
  /** Never going to be accepted. */
  | { readonly status: 'refused'; readonly reason: string }
  /** Not accepted, and worth another try after this time. */
  | { readonly status: 'held'; readonly retryAfterSeconds: number; readonly reason: string }
  /** It may have been accepted: ask before another try. */
  | { readonly status: 'unknown'; readonly reason: string }

/**
 * How far an accepted e-mail got: `under-way`, `delivered`, `undeliverable` (the recipient's side refused it), or
 * `not-sent` by a fault of the service that accepted it, which wants to be asked again.
 */
export type EmailProgress = 'under-way' | 'delivered' | 'undeliverable' | 'not-sent'

export interface AcceptedEmail {
  readonly id: string
  readonly progress: EmailProgress
}

/** Tells people by e-mail. Sends nothing by itself twice: who calls keeps what was intended and what came of it. */
export abstract class Notifier {
  /** To the applicant. */
  abstract draftCompleted(notice: CompletedNotice): EmailDraft

  /** To the support mailbox only, never to the applicant. */
  abstract draftFailed(notice: FailedNotice): EmailDraft

  /** One try. @throws the reason of the signal, when that was aborted before the answer was known */
  abstract send(email: PreparedEmail, signal: AbortSignal): Promise<EmailAnswer>

  /**
   * Asks whether an e-mail with this label was accepted.
   * @throws NotifierUnavailable, or the reason of the signal
   */
  abstract find(reference: string, signal: AbortSignal): Promise<AcceptedEmail | null>

  /** The label under which an e-mail is sent once more that was accepted but not sent. */
  abstract repeatedReference(reference: string): string
}

/** The question could not be answered now. */
export class NotifierUnavailable extends Error {
  override readonly name = 'NotifierUnavailable'
}
