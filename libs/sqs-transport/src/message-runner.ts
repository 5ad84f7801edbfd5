import { Message } from '@aws-sdk/client-sqs'
import { InFlightMessage } from './in-flight-message'
import { MessageSettler } from './message-settler'
import { Settlement, settlementOf } from './settlement'
import { EmitEvent, ReleaseReason } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'
import { VisibilityHeartbeat } from './visibility-heartbeat'

/** Runs the handler of one message; its promise decides what becomes of the message. */
export type HandleMessage = (message: InFlightMessage) => Promise<void>

/** Totals of one queue since the start. */
export interface RunCounts {
  received: number
  duplicates: number
  processed: number
  failed: number
  interrupted: number
  released: number
}

interface RunnerParts {
  readonly handle: HandleMessage
  readonly settler: MessageSettler
  readonly heartbeat: VisibilityHeartbeat
  readonly emit: EmitEvent
}

/** Takes received messages through their handler to their settlement. */
export class MessageRunner {
  readonly counts: RunCounts = {
    received: 0,
    duplicates: 0,
    processed: 0,
    failed: 0,
    interrupted: 0,
    released: 0
  }
  private readonly inFlight = new Map<string, InFlightMessage>()
  private readonly runs = new Set<Promise<void>>()

  constructor(
    private readonly settings: QueueSettings,
    private readonly parts: RunnerParts,
    private readonly onSlotFree: () => void
  ) {}

  /** Messages being handled or settled. */
  get busyCount(): number {
    return this.runs.size
  }

  get oldestHandlerStartedAt(): Date | undefined {
    return this.inFlight.values().next().value?.startedAt
  }

  /** Starts the handler. False when the message is already being handled here and so takes no slot. */
  accept(received: Message): boolean {
    const message = new InFlightMessage(received)
    const { messageId, receiveCount, bodyBytes, sentAt } = message
    const about = { queue: this.settings.name, messageId, receiveCount }
    const running = this.inFlight.get(messageId)
    if (running) {
      this.meetAgain(running, received)
      return false
    }
    this.counts.received += 1
    this.parts.emit({ type: 'message_received', ...about, bodyBytes, sentAt })
    this.inFlight.set(messageId, message)
    this.parts.heartbeat.hold(message)
    this.track(this.run(message).finally(this.onSlotFree))
    return true
  }

  /** Gives a message back that arrived too late to be handled. */
  turnAway(received: Message, reason: ReleaseReason): void {
    const message = new InFlightMessage(received)
    // A message at work here stays at work; giving its new receipt back would hand it to a second worker.
    const running = this.inFlight.get(message.messageId)
    if (running) return this.meetAgain(running, received)
    this.counts.received += 1
    this.counts.released += 1
    this.track(this.parts.settler.settle(message, { kind: 'release', reason }))
  }

  async whenIdle(): Promise<void> {
    while (this.runs.size > 0) await Promise.all(this.runs)
  }

  /** Asks every running handler to stop. */
  interrupt(): void {
    for (const message of this.inFlight.values()) message.interrupt('shutdown')
  }

  /** Gives back every message whose handler does not end; what the handler does later changes nothing. */
  abandonAll(): void {
    for (const message of this.inFlight.values()) message.abandon()
  }

  private meetAgain(running: InFlightMessage, received: Message): void {
    running.takeOver(received)
    this.parts.heartbeat.hold(running)
    this.counts.duplicates += 1
    const { messageId } = running
    const { receiveCount } = new InFlightMessage(received)
    this.parts.emit({ type: 'message_duplicate', queue: this.settings.name, messageId, receiveCount })
  }

  private track(run: Promise<void>): void {
    this.runs.add(run)
    void run.finally(() => this.runs.delete(run))
  }

  private async run(message: InFlightMessage): Promise<void> {
    const deadline = this.watchDeadline(message)
    const release: Settlement = { kind: 'release', reason: 'shutdown' }
    const settlement = await Promise.race([this.outcomeOf(message), message.abandoned.then(() => release)])
    clearTimeout(deadline)
    await this.conclude(message, settlement)
  }

  private async outcomeOf(message: InFlightMessage): Promise<Settlement> {
    try {
      await this.parts.handle(message)
      return { kind: 'delete' }
    } catch (error) {
      const { abortReason, receiveCount } = message
      return settlementOf(error, { abortReason, receiveCount, retryBackOff: this.settings.retryBackOff })
    }
  }

  private async conclude(message: InFlightMessage, settlement: Settlement): Promise<void> {
    this.count(settlement)
    // Made visible, a message can come back before SQS has answered. It must then count as new, not as a duplicate
    // of a run that is already over. A message being deleted stays known, so that a duplicate is deleted with it.
    if (settlement.kind !== 'delete') this.inFlight.delete(message.messageId)
    await this.parts.settler.settle(message, settlement)
    if (settlement.kind === 'delete') this.inFlight.delete(message.messageId)
  }

  private count(settlement: Settlement): void {
    if (settlement.kind === 'delete') this.counts.processed += 1
    else if (settlement.kind !== 'release') this.counts.failed += 1
    else this.countRelease(settlement.reason)
  }

  private countRelease(reason: ReleaseReason): void {
    this.counts.released += 1
    if (reason === 'shutdown') this.counts.interrupted += 1
    else this.counts.failed += 1
  }

  private watchDeadline(message: InFlightMessage): NodeJS.Timeout | undefined {
    const { name, handlerDeadlineSeconds: deadlineSeconds } = this.settings
    if (deadlineSeconds === undefined) return undefined
    const { messageId, receiveCount } = message
    return setTimeout(() => {
      message.interrupt('deadline')
      this.parts.emit({
        type: 'handler_deadline_exceeded',
        queue: name,
        messageId,
        receiveCount,
        deadlineSeconds
      })
    }, deadlineSeconds * 1000)
  }
}
