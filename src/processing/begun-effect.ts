import type { StoredEffect } from '../ledger/job-ledger'

/** An effect that this run has written as begun, so that nobody else can have sent it. */
export interface BegunEffect extends StoredEffect {
  readonly isFresh: boolean
}
