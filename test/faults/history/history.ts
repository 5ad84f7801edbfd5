import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BackendDelivery } from '@nrf/local-env'

/**
 * How a job has to end: `failed` is reported to the backend and its message dead; `unreported` is dead although the
 * backend could not be told; `unreadable` has no job at all; `withdrawn` leaves no trace.
 */
export type JobEnd = 'completed' | 'failed' | 'unreported' | 'unreadable' | 'withdrawn'

export interface Submitted {
  readonly kind: 'submitted'
  readonly messageId: string
  /** Undefined for a message without a readable one. */
  readonly reference?: string
  readonly end: JobEnd
  /** No e-mail is expected, because the fault is about e-mails. */
  readonly isWithoutMail?: boolean
  /** The message becomes a dead letter although its job goes on; the ledger sees it through. */
  readonly isDeadLetter?: boolean
}

export interface Mailed {
  readonly kind: 'mailed'
  /** Reference of the assessment. */
  readonly reference: string
  readonly templateId: string
  /** Digest of the address. */
  readonly recipient: string
  /** What the sender gave Notify to find it by. */
  readonly mailReference?: string
}

/** Something that was seen from outside the workers. */
export type HistoryEvent =
  | Submitted
  | Mailed
  /** Notify has accepted an e-mail, and failed to send it. */
  | { readonly kind: 'unsent'; readonly mailReference: string }
  /** A result that the backend has looked at; `appliedStatus` is what it made of it. */
  | ({ readonly kind: 'posted' } & BackendDelivery)
  | { readonly kind: 'asked'; readonly reference: string }
  | { readonly kind: 'received' | 'deleted'; readonly worker: string; readonly messageIds: readonly string[] }
  | { readonly kind: 'worker'; readonly worker: string; readonly what: string }
  | { readonly kind: 'fault'; readonly what: string }

/** Everything that happened in one run, in order; also in a file, one JSON line each. */
export class History {
  readonly events: HistoryEvent[] = []
  readonly file: string
  private readonly begin = performance.now()

  constructor(folder: string) {
    this.file = join(folder, 'history.jsonl')
  }

  add(event: HistoryEvent): void {
    this.events.push(event)
    const at = Math.round(performance.now() - this.begin)
    appendFileSync(this.file, `${JSON.stringify({ at, ...event })}\n`)
  }
}
