/** What health needs to know about one queue; the status of a transport has this shape. */
export interface QueueState {
  readonly name: string
  readonly waitTimeSeconds: number
  readonly visibilityTimeoutSeconds: number
  readonly isPaused: boolean
  /** Whether it gives way to another queue at the moment. */
  readonly isHeldBack?: boolean
  /** Since when and why an operator has paused it. */
  readonly pause?: { readonly since: Date; readonly reason?: string }
  /** Names of the gates that keep the queue from being polled. */
  readonly closedGates: readonly string[]
  /** Start of the receive in progress, if any. */
  readonly pollStartedAt?: Date
  /** End of the last receive, good or failed. */
  readonly lastPollFinishedAt?: Date
  /** Set from a failed receive to the next good one. */
  readonly lastPollError?: { readonly at: Date; readonly message: string }
  readonly slotsBusy: number
  readonly slotsTotal: number
  /** Slots whose handler did not end although its time and grace are over; they do not come back by themselves. */
  readonly slotsStuck: number
  readonly oldestHandlerStartedAt?: Date
  /** Last successful renewal of a visibility timeout. */
  readonly lastHeartbeatAt?: Date
  /** Deletes since the start that were repeated because the message had come again. */
  readonly staleDeleteCount: number
}

export interface QueueActivityStatus {
  readonly isDraining: boolean
  readonly queues: readonly QueueState[]
}

/** What the consumer is doing right now. */
export abstract class QueueActivity {
  /** Cheap and without I/O: it is read once a second and for every health request. */
  abstract status(): QueueActivityStatus
}
