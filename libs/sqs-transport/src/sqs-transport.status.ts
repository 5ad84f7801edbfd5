import { SqsErrorClass } from './sqs-error'

/** The newest failed receive of a queue since its last good one. */
export interface PollErrorStatus {
  readonly at: Date
  readonly errorClass: SqsErrorClass
  readonly name: string
  readonly message: string
  readonly consecutiveErrors: number
}

/** State of one queue, for health checks. */
export interface SqsQueueStatus {
  readonly name: string
  /** Whether the poll loop runs, also while it waits for a slot, a gate or a resume. */
  readonly isPolling: boolean
  readonly isPaused: boolean
  readonly closedGates: readonly string[]
  /**
   * Start of the receive in progress. Older than the wait time plus 15 s means that the loop hangs: the watchdog
   * cuts a receive 10 s after its wait time.
   */
  readonly pollStartedAt: Date | undefined
  readonly lastPollFinishedAt: Date | undefined
  /** Undefined again after a good receive. */
  readonly lastPollError: PollErrorStatus | undefined
  readonly waitTimeSeconds: number
  readonly visibilityTimeoutSeconds: number
  readonly maxReceiveCount: number | undefined
  readonly slotsBusy: number
  readonly slotsTotal: number
  readonly oldestHandlerStartedAt: Date | undefined
  readonly lastHeartbeatAt: Date | undefined
  readonly receivedCount: number
  readonly duplicateCount: number
  readonly processedCount: number
  readonly failedCount: number
  readonly interruptedCount: number
  readonly releasedCount: number
}

export interface SqsTransportStatus {
  readonly isDraining: boolean
  readonly queues: readonly SqsQueueStatus[]
}
