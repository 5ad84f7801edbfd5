import { pollDelayMs } from './back-off'
import { classifySqsError, errorName, isCredentialError } from './sqs-error'
import { EmitEvent } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'
import { PollErrorStatus } from './sqs-transport.status'

/** When a receive began, on the wall clock and on one that nobody sets. */
export interface PollStart {
  readonly at: Date
  readonly atMs: number
}

/** How the receives of one queue went, and how long to wait after those that failed. */
export class PollRecord {
  lastFinishedAt: Date | undefined
  lastError: PollErrorStatus | undefined
  emptyCount = 0
  errorCount = 0
  private lastErrorAtMs = Number.NEGATIVE_INFINITY
  private retryAtMs = Number.NEGATIVE_INFINITY

  constructor(
    private readonly settings: QueueSettings,
    private readonly emit: EmitEvent
  ) {}

  /** Milliseconds before the next receive may begin. */
  get backOffMs(): number {
    return Math.max(0, Math.ceil(this.retryAtMs - performance.now()))
  }

  noteSuccess(start: PollStart, messageCount: number): void {
    this.lastFinishedAt = new Date()
    // A receive that began before an outage says nothing about its end.
    if (start.atMs >= this.lastErrorAtMs) this.lastError = undefined
    if (messageCount === 0) this.emptyCount += 1
    const durationMs = Math.round(performance.now() - start.atMs)
    this.emit({ type: 'poll_completed', queue: this.settings.name, messageCount, durationMs })
  }

  /** Receives that fail side by side are one failure. */
  noteFailure(start: PollStart, error: unknown): void {
    this.lastFinishedAt = new Date()
    this.errorCount += 1
    if (start.atMs < this.lastErrorAtMs) return
    const consecutiveErrors = (this.lastError?.consecutiveErrors ?? 0) + 1
    const errorClass = classifySqsError(error)
    const retryInMs = this.retryInMs(error, consecutiveErrors)
    this.lastErrorAtMs = performance.now()
    this.retryAtMs = this.lastErrorAtMs + retryInMs
    const message = error instanceof Error ? error.message : String(error)
    this.lastError = { at: new Date(), errorClass, name: errorName(error), message, consecutiveErrors }
    const { name: queue } = this.settings
    this.emit({ type: 'poll_error', queue, errorClass, error, consecutiveErrors, retryInMs })
  }

  /** Refused credentials are tried again soon, once: the client may have been replaced. */
  private retryInMs(error: unknown, failures: number): number {
    const { transient, access } = this.settings.pollBackOff
    const isSoon = classifySqsError(error) === 'transient' || (failures === 1 && isCredentialError(error))
    return pollDelayMs(isSoon ? transient : access, failures)
  }
}
