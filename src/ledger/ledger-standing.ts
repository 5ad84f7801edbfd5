/** A queue that an operator has paused. */
export interface QueuePause {
  readonly queue: string
  readonly reason?: string
  readonly since: Date
}

/** What has to be known before a job is taken on. */
export interface Standing {
  /** Of the tables of the ledger, as the changelog counts them. */
  readonly schemaVersion: number
  readonly pauses: readonly QueuePause[]
}

/** Whether the ledger may be used by this release, and what operators have said about the queues. */
export abstract class LedgerStanding {
  /**
   * One question for both.
   * @throws LedgerSchemaUnfit, DatabaseUnavailable, or the reason of the signal
   */
  abstract ask(signal: AbortSignal): Promise<Standing>

  /** Jobs that some worker holds at this moment. */
  abstract jobsAtWork(signal: AbortSignal): Promise<number>

  /** Lasts until it is ended. @returns false when the queue was paused before; that pause stays as it is */
  abstract pause(queue: string, reason: string | undefined, signal: AbortSignal): Promise<boolean>

  /** @returns whether the queue was paused */
  abstract resume(queue: string, signal: AbortSignal): Promise<boolean>
}
