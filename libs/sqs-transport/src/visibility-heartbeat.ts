import { BatchResultErrorEntry } from '@aws-sdk/client-sqs'
import { InFlightMessage } from './in-flight-message'
import { meansLeaseLost } from './sqs-error'
import { MAX_BATCH, SqsQueue, VisibilityChange } from './sqs-queue'
import { EmitEvent } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'

/** Share of the interval by which a beat may come early, so that queues and processes do not beat together. */
const JITTER = 0.1

/** Totals of one queue since the start. */
export interface HeartbeatCounts {
  /** Renewals that SQS has accepted. */
  sent: number
  /** Renewals that failed; the next beat makes them good. */
  failed: number
  leasesLost: number
}

/** Keeps the messages of one queue invisible while their handlers run: one timer, batched calls. */
export class VisibilityHeartbeat {
  readonly counts: HeartbeatCounts = { sent: 0, failed: 0, leasesLost: 0 }
  private readonly held = new Set<InFlightMessage>()
  private timer: NodeJS.Timeout | undefined
  private beating: Promise<void> | undefined
  private lastSuccess: Date | undefined

  constructor(
    private readonly settings: QueueSettings,
    private readonly queue: SqsQueue,
    private readonly emit: EmitEvent,
    private readonly random = Math.random
  ) {}

  get lastSuccessAt(): Date | undefined {
    return this.lastSuccess
  }

  hold(message: InFlightMessage): void {
    this.held.add(message)
    this.timer ??= this.nextBeat()
  }

  /** Ends the renewal of a message. Resolves when none is on the wire that could undo what is done to it next. */
  async letGo(message: InFlightMessage): Promise<void> {
    this.drop(message)
    await this.beating
  }

  private drop(message: InFlightMessage): void {
    this.held.delete(message)
    if (this.held.size > 0) return
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private get timeLimitMs(): number {
    return Math.min(this.settings.requestTimeoutMs, this.settings.renewEverySeconds * 1000)
  }

  /** Comes in time to tell a handler when its message is let go at the twelfth hour. */
  private nextBeat(): NodeJS.Timeout {
    const interval = this.settings.renewEverySeconds * (1 - JITTER * this.random())
    const soonestEnd = Math.min(
      ...[...this.held].map(({ remainingSeconds }) => Math.max(1, remainingSeconds))
    )
    return setTimeout(() => this.beat(), Math.min(interval, soonestEnd) * 1000)
  }

  private beat(): void {
    this.timer = this.nextBeat()
    this.beating ??= this.renewAll().finally(() => {
      this.beating = undefined
    })
  }

  private async renewAll(): Promise<void> {
    const messages = [...this.held]
    messages.filter((message) => message.remainingSeconds === 0).forEach((message) => this.lose(message))
    const renewable = messages.filter((message) => message.remainingSeconds > 0)
    const batches: InFlightMessage[][] = []
    for (let start = 0; start < renewable.length; start += MAX_BATCH) {
      batches.push(renewable.slice(start, start + MAX_BATCH))
    }
    await Promise.all(batches.map((batch) => this.renew(batch)))
  }

  private async renew(batch: readonly InFlightMessage[]): Promise<void> {
    const changes = batch.map((message) => ({
      receiptHandle: message.receiptHandle,
      timeoutSeconds: Math.min(this.settings.visibilityTimeoutSeconds, message.remainingSeconds)
    }))
    try {
      const refused = await this.queue.changeVisibilities(changes, this.timeLimitMs)
      for (const [index, entry] of refused) this.refuse(batch[index], changes[index], entry)
      const messageCount = batch.length - refused.size
      if (messageCount === 0) return
      this.counts.sent += messageCount
      this.lastSuccess = new Date()
      this.emit({ type: 'heartbeat_sent', queue: this.settings.name, messageCount })
    } catch (error) {
      this.reportFailure(batch, error)
    }
  }

  /**
   * A refusal that is no lost lease is made good by the next beat: three of them fit into one timeout. That SQS does
   * not hold a message which is being deleted is what was wanted.
   */
  private refuse(message: InFlightMessage, change: VisibilityChange, entry: BatchResultErrorEntry): void {
    if (!this.held.has(message) || message.isBeingDeleted) return
    if (change.receiptHandle !== message.receiptHandle) return
    if (meansLeaseLost(entry.Code)) return this.lose(message)
    this.reportFailure([message], new Error(`SQS refused the renewal: ${entry.Code}`))
  }

  private lose(message: InFlightMessage): void {
    this.drop(message)
    message.isLeaseLost = true
    if (this.settings.interruptsOnLeaseLost) message.interrupt('lease-lost')
    this.counts.leasesLost += 1
    const { messageId, receiveCount } = message
    this.emit({ type: 'lease_lost', queue: this.settings.name, messageId, receiveCount })
  }

  private reportFailure(batch: readonly InFlightMessage[], error: unknown): void {
    this.counts.failed += batch.length
    const messageIds = batch.map(({ messageId }) => messageId)
    this.emit({ type: 'heartbeat_failed', queue: this.settings.name, messageIds, error })
  }
}
