import type { FailureCode } from '../failures/failure-codes'

/** The request of a job as the ledger keeps it, so that it can be worked on without its message. */
export interface StoredRequest {
  readonly reference: string
  readonly revision: number
  /** Types that the message asked for; undefined leaves the choice to the details. */
  readonly assessmentTypes?: readonly string[]
  readonly traceId?: string
  /** Details that came with the message: canonical JSON, erased with the bodies of the effects. */
  readonly submission?: string
  /** The message was refused with this code; there is nothing to assess, only to report. */
  readonly refusal?: FailureCode
}

export interface ClaimRequest {
  /** Same key, same job. */
  readonly jobKey: string
  readonly request: StoredRequest
  /** Digest of everything that makes the job what it is; another one under the same key is a conflict. */
  readonly payloadHash: string
  readonly messageId: string
  /** How often an operator has sent the message back from the dead-letter queue. */
  readonly redrives: number
}

/** What fences a worker: every write names the token, and a token that is not the newest writes nothing. */
export interface LeaseToken {
  readonly jobKey: string
  readonly token: number
}

/** How a job ends once its effects are done. */
export type Verdict = 'completed' | 'dead'

export type FinalState = 'completed' | 'dead' | 'cancelled'

export type EffectName = 'post_result' | 'post_failure' | 'email_completed' | 'email_failed'

/** Whether the effect tells the backend; the others are e-mails. */
export function isPost(effect: EffectName): boolean {
  return effect === 'post_result' || effect === 'post_failure'
}

/**
 * `sending`: the call may be on its way. `unknown`: the receiver has to be asked. `held`: not accepted yet, due at
 * its time. `failed`: refused for good.
 */
export type EffectState = 'pending' | 'sending' | 'sent' | 'unknown' | 'held' | 'failed'

export interface NewEffect {
  readonly effect: EffectName
  /** Key by which the receiver, or its list, recognises a repeat. */
  readonly idemKey: string
  /** The exact text that every try sends. */
  readonly request: string
  readonly state: 'pending' | 'sending'
}

export interface StoredEffect extends Omit<NewEffect, 'state'> {
  readonly state: EffectState
  readonly tries: number
  /** How often the receiver was asked since the last try, and had nothing. */
  readonly absentReads: number
  /** Seconds until it may be tried or asked about; 0 when it is due. */
  readonly dueInSeconds: number
}

/** A job that this worker holds. */
export interface ClaimedJob extends LeaseToken {
  readonly request: StoredRequest
  /** Which try this is, from 1; a try that was interrupted does not count. */
  readonly attempt: number
  /** How often its lease ended without being given back: the worker died, perhaps of this job. */
  readonly crashes: number
  /** Set when the work was done before, and only effects are left. */
  readonly verdict?: Verdict
  readonly errorCode?: FailureCode
  /** In the order in which they are performed. */
  readonly effects: readonly StoredEffect[]
}

export type ClaimAnswer =
  | { readonly kind: 'claimed'; readonly job: ClaimedJob }
  /** Another delivery of the job is being worked on. */
  | { readonly kind: 'busy'; readonly retryAfterSeconds: number }
  | { readonly kind: 'finished'; readonly state: FinalState; readonly errorCode?: FailureCode }
  | { readonly kind: 'conflict' }

export interface JobCommit {
  readonly verdict: Verdict
  readonly errorCode?: FailureCode
  /** Digest of the result; a repeated commit has to name the same one. */
  readonly resultDigest: string
  /** Without any, the job ends with the commit. */
  readonly effects: readonly NewEffect[]
}

/** How one effect went, and what comes after it. */
export interface EffectEnd {
  readonly effect: EffectName
  readonly state: EffectState
  readonly externalId?: string
  /** Short and without personal data. */
  readonly detail?: string
  /** Seconds until it is due again, for `held`, `unknown` and `pending`. */
  readonly dueInSeconds?: number
  /** How often the receiver has been asked without finding it. */
  readonly absentReads?: number
  /** The effect that is sent next: written as `sending` in the same statement. */
  readonly next?: EffectName
  /** `finish`: every effect is final. `park`: the sweeper sees to the rest. */
  readonly job: 'continue' | 'finish' | 'park'
}

/** The backend has refused a committed result for good. */
export interface Condemnation {
  readonly errorCode: FailureCode
  /** Short and without personal data. */
  readonly detail: string
  /** What support is told, instead of the applicant; begun in the same statement. */
  readonly email?: NewEffect
}

export interface ReleaseRequest {
  /** `interrupted`: the try does not count. */
  readonly state: 'retry_wait' | 'interrupted'
  readonly delaySeconds: number
  readonly errorCode?: FailureCode
}

/** What an operator may know about an effect. */
export interface EffectSummary {
  readonly effect: EffectName
  readonly state: EffectState
  readonly tries: number
  /** The bytes of its request are still stored, and with them an e-mail address or figures. */
  readonly isStored: boolean
}

/** What is still to be sent. */
export interface Outbox {
  /** Effects that are neither sent nor refused for good. */
  readonly pending: number
  /** Since the receipt of the oldest job that has one; 0 when there is none. */
  readonly oldestSeconds: number
}

/** What an operator may know about a job. */
export interface JobSummary {
  readonly jobKey: string
  readonly reference: string
  readonly state: string
  readonly attempt: number
  readonly deliveries: number
  readonly interruptions: number
  readonly redrives: number
  readonly errorCode: string | null
  readonly traceId: string | null
  readonly lastMessageId: string | null
  readonly firstSeenAt: Date
  readonly updatedAt: Date
  readonly finishedAt: Date | null
  readonly effects: readonly EffectSummary[]
}

/** A message that names no job, or another content than its job has. */
export interface QuarantinedMessage {
  readonly messageId: string
  readonly errorCode: string
  readonly firstSeenAt: Date
}

/** An accepted e-mail of a finished job, whose way to the recipient is not known yet. */
export interface UnfollowedEmail {
  readonly jobKey: string
  readonly reference: string
  readonly effect: EffectName
  readonly idemKey: string
  /** 1, or 2 when it was sent once more. */
  readonly generation: number
}

/**
 * What was done for every job, in the database. Each method is one statement, all times are the database's, and a
 * method that takes a token writes nothing and throws LeaseLost when the token is not the newest.
 *
 * Every method throws DatabaseUnavailable when the database does not answer after a few tries.
 */
export abstract class JobLedger {
  /** Takes a new job, or one that nobody holds. */
  abstract claim(request: ClaimRequest, signal: AbortSignal): Promise<ClaimAnswer>

  /** Extends the leases. @returns those that are still held */
  abstract renew(tokens: readonly LeaseToken[]): Promise<LeaseToken[]>

  /**
   * The only point where the work counts as done: result and intended effects together.
   * @returns the effects that are this job's to perform; one that was intended before, here or elsewhere, is not
   */
  abstract commit(token: LeaseToken, commit: JobCommit): Promise<EffectName[]>

  /** Ends a committed job that has no effect left to perform. */
  abstract finish(token: LeaseToken): Promise<void>

  abstract endEffect(token: LeaseToken, end: EffectEnd): Promise<void>

  /** Marks an effect that is due as on its way. */
  abstract beginEffect(token: LeaseToken, effect: EffectName): Promise<void>

  /**
   * Makes a completed job a dead one. Without an e-mail it ends here.
   * @returns whether the e-mail is this job's to send; one that was intended before is not
   */
  abstract condemn(token: LeaseToken, condemnation: Condemnation): Promise<boolean>

  /** Gives the job back. */
  abstract release(token: LeaseToken, request: ReleaseRequest): Promise<void>

  /** Ends a job that has nothing left to do. */
  abstract cancel(token: LeaseToken, errorCode: FailureCode): Promise<void>

  /** Notes a message without a readable reference. */
  abstract quarantine(messageId: string, errorCode: FailureCode): Promise<void>

  /** Claims jobs that are due and that no message brings. */
  abstract takeDue(limit: number): Promise<ClaimedJob[]>

  /** E-mails to ask about; each is handed out once in the time between two questions. */
  abstract takeUnfollowed(limit: number): Promise<UnfollowedEmail[]>

  /** The last word on an e-mail. */
  abstract noteDelivery(email: UnfollowedEmail, deliveryStatus: string): Promise<void>

  /** Has an e-mail that was accepted but not sent sent once more, under another key. */
  abstract sendAgain(email: UnfollowedEmail, idemKey: string): Promise<void>

  /** Erases bodies after 7 days, and rows after 35. @returns how many rows were changed */
  abstract trim(): Promise<number>

  /** Erases bodies, addresses and the request of every job of a reference at once. @returns how many jobs */
  abstract erase(reference: string): Promise<number>

  abstract find(reference: string): Promise<JobSummary[]>

  /** The jobs of these keys, as far as they are known. */
  abstract summaries(jobKeys: readonly string[]): Promise<JobSummary[]>

  /** Those of these messages that are in quarantine. */
  abstract quarantined(messageIds: readonly string[]): Promise<QuarantinedMessage[]>

  /** Of all workers together. */
  abstract outbox(): Promise<Outbox>
}
