import { SqsErrorClass } from './sqs-error'

/** The newest failed receive of a queue since its last good one. */
export interface PollErrorStatus {
  readonly at: Date
  readonly errorClass: SqsErrorClass
  readonly name: string
  readonly message: string
  readonly consecutiveErrors: number
}

/** What has happened to one queue since the start, for metrics. */
export interface SqsQueueTotals {
  readonly receivedCount: number
  readonly duplicateCount: number
  readonly processedCount: number
  readonly failedCount: number
  readonly interruptedCount: number
  readonly releasedCount: number
  readonly deletedCount: number
  readonly deleteFailedCount: number
  /** Deletes repeated because the message had been received again meanwhile. */
  readonly staleDeleteCount: number
  /** Renewals that SQS has accepted, one per message and beat. */
  readonly heartbeatSentCount: number
  readonly heartbeatFailedCount: number
  readonly leaseLostCount: number
  readonly emptyReceiveCount: number
  readonly pollErrorCount: number
}

/** State of one queue, for health checks. */
export interface SqsQueueStatus extends SqsQueueTotals {
  readonly name: string
  /** Whether the poll loop runs, also while it waits for a slot, a gate or a resume. */
  readonly isPolling: boolean
  readonly isPaused: boolean
  /** Whether it gives way to another queue at the moment. */
  readonly isHeldBack: boolean
  readonly closedGates: readonly string[]
  /**
   * Start of the oldest receive in progress. Older than the wait time plus 15 s means that the loop hangs: the
   * watchdog cuts a receive `requestTimeoutMs` (10 s) after its wait time.
   */
  readonly pollStartedAt: Date | undefined
  readonly lastPollFinishedAt: Date | undefined
  /** Undefined again after a good receive. */
  readonly lastPollError: PollErrorStatus | undefined
  readonly waitTimeSeconds: number
  readonly visibilityTimeoutSeconds: number
  readonly maxReceiveCount: number | undefined
  readonly receivesInProgress: number
  /** Messages whose handler runs. */
  readonly slotsBusy: number
  readonly slotsTotal: number
  /** Handlers that went on after their deadline and grace; they keep their slots. All of them: restart. */
  readonly slotsStuck: number
  /** Messages whose handler has ended and of which SQS has not yet answered the delete or the change. */
  readonly settlingCount: number
  readonly oldestHandlerStartedAt: Date | undefined
  readonly lastHeartbeatAt: Date | undefined
}

export interface SqsTransportStatus {
  readonly isDraining: boolean
  readonly queues: readonly SqsQueueStatus[]
}
