import { Message } from '@aws-sdk/client-sqs'
import { MAX_VISIBILITY_SECONDS } from './failure'
import { AbortReason, HandlerAborted } from './handler-aborted'

// SQS refuses a change that ends after the twelfth hour; its clock and ours start at different moments.
const LIMIT_MARGIN_SECONDS = 5

/** A received message while its handler runs. */
export class InFlightMessage {
  readonly messageId: string
  readonly body: string
  readonly bodyBytes: number
  readonly receiveCount: number
  readonly sentAt: Date | undefined
  readonly attributes: ReadonlyMap<string, string>
  readonly startedAt = new Date()
  receiptHandle: string
  /** Whether SQS has said that the newest handle no longer holds the message. */
  isLeaseLost = false
  /** Whether its handler has succeeded, so that SQS may already have forgotten it. */
  isBeingDeleted = false
  /** Whether a further receipt is a new message: nothing more is done about this one. */
  isOver = false
  /** Whether a newer receipt of the message is handled here while this one is still being given back. */
  isReplaced = false
  /** Fulfilled when the handler is waited for no longer; what it does from then on changes nothing. */
  readonly abandoned: Promise<void>
  /** Has the transport wait for the handler no longer. */
  abandon!: () => void
  private readonly abort = new AbortController()
  private readonly startedAtMs = performance.now()
  private leaseStartedAtMs = this.startedAtMs

  constructor(message: Message) {
    this.abandoned = new Promise((resolve) => {
      this.abandon = resolve
    })
    this.messageId = message.MessageId ?? ''
    this.receiptHandle = message.ReceiptHandle ?? ''
    this.body = message.Body ?? ''
    this.bodyBytes = Buffer.byteLength(this.body)
    this.receiveCount = receiveCountOf(message)
    this.sentAt = sentAtOf(message)
    this.attributes = attributesOf(message)
  }

  get signal(): AbortSignal {
    return this.abort.signal
  }

  get durationMs(): number {
    return Math.round(performance.now() - this.startedAtMs)
  }

  get abortReason(): AbortReason | undefined {
    const reason: unknown = this.signal.reason
    return reason instanceof HandlerAborted ? reason.reason : undefined
  }

  /** Seconds for which SQS would still hide the message. */
  get remainingSeconds(): number {
    const heldSeconds = (performance.now() - this.leaseStartedAtMs) / 1000
    return Math.max(0, Math.floor(MAX_VISIBILITY_SECONDS - LIMIT_MARGIN_SECONDS - heldSeconds))
  }

  /** The first reason stays. */
  interrupt(reason: AbortReason): void {
    if (!this.signal.aborted) this.abort.abort(new HandlerAborted(reason))
  }

  /** SQS has handed the message out again: only the newest handle counts. */
  takeOver(message: Message): void {
    this.receiptHandle = message.ReceiptHandle ?? this.receiptHandle
    this.isLeaseLost = false
    this.leaseStartedAtMs = performance.now()
  }
}

function receiveCountOf(message: Message): number {
  return Number(message.Attributes?.ApproximateReceiveCount ?? 1)
}

function sentAtOf(message: Message): Date | undefined {
  const sentTimestamp = message.Attributes?.SentTimestamp
  return sentTimestamp === undefined ? undefined : new Date(Number(sentTimestamp))
}

function attributesOf(message: Message): Map<string, string> {
  const values = new Map<string, string>()
  for (const [name, { StringValue }] of Object.entries(message.MessageAttributes ?? {})) {
    if (StringValue !== undefined) values.set(name, StringValue)
  }
  return values
}
