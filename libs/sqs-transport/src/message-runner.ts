import { Message } from '@aws-sdk/client-sqs'
import { HandlerWatch } from './handler-watch'
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
  readonly watch: HandlerWatch
  readonly emit: EmitEvent
  /** A handler has ended. */
  readonly onSlotFree: () => void
  /** SQS has been told what became of a message. */
  readonly onSettled: () => void
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
  /** Messages whose handler runs, in the order of their receipt. */
  private readonly handled = new Set<InFlightMessage>()
  /** Messages that a duplicate is to be joined with: those at work and those being deleted. */
  private readonly known = new Map<string, InFlightMessage>()
  /** Messages being given back. One that returns before SQS has answered counts as new. */
  private readonly givenBack = new Map<string, InFlightMessage>()
  private readonly runs = new Set<Promise<void>>()

  constructor(
    private readonly settings: QueueSettings,
    private readonly parts: RunnerParts
  ) {}

  /** Messages whose handler runs. */
  get handledCount(): number {
    return this.handled.size
  }

  /** Messages being handled or settled. */
  get busyCount(): number {
    return this.runs.size
  }

  get oldestHandlerStartedAt(): Date | undefined {
    return this.handled.values().next().value?.startedAt
  }

  /** Starts the handler. False when the message is already at work here and so takes no slot. */
  accept(received: Message): boolean {
    const message = new InFlightMessage(received)
    const { messageId, receiveCount, bodyBytes, sentAt } = message
    const known = this.atWork(messageId)
    if (known) {
      this.meetAgain(known, received)
      return false
    }
    this.replaceGivenBack(messageId)
    this.counts.received += 1
    const about = { queue: this.settings.name, messageId, receiveCount }
    this.parts.emit({ type: 'message_received', ...about, bodyBytes, sentAt })
    this.known.set(messageId, message)
    this.handled.add(message)
    this.parts.heartbeat.hold(message)
    this.track(this.run(message))
    return true
  }

  /** Gives a message back that arrived too late to be handled. */
  turnAway(received: Message, reason: ReleaseReason): void {
    const message = new InFlightMessage(received)
    // A message at work here stays at work; giving its new receipt back would hand it to a second worker.
    const known = this.atWork(message.messageId)
    if (known) return this.meetAgain(known, received)
    this.replaceGivenBack(message.messageId)
    this.counts.received += 1
    this.counts.released += 1
    this.track(this.giveBack(message, { kind: 'release', reason }))
  }

  async whenIdle(): Promise<void> {
    while (this.runs.size > 0) await Promise.all(this.runs)
  }

  /** Asks every running handler to stop. */
  interrupt(): void {
    for (const message of this.handled) message.interrupt('shutdown')
  }

  /** Gives back every message whose handler does not end; what the handler does later changes nothing. */
  abandonAll(): void {
    for (const message of this.handled) message.abandon()
  }

  private atWork(messageId: string): InFlightMessage | undefined {
    const known = this.known.get(messageId)
    return known?.isOver ? undefined : known
  }

  private meetAgain(known: InFlightMessage, received: Message): void {
    known.takeOver(received)
    this.parts.heartbeat.hold(known)
    this.counts.duplicates += 1
    const { messageId } = known
    const { receiveCount } = new InFlightMessage(received)
    this.parts.emit({ type: 'message_duplicate', queue: this.settings.name, messageId, receiveCount })
  }

  /** What is still to be said about the older receipt is not said any longer. */
  private replaceGivenBack(messageId: string): void {
    const older = this.givenBack.get(messageId)
    if (older) older.isReplaced = true
  }

  private track(run: Promise<void>): void {
    this.runs.add(run)
    void run.finally(() => {
      this.runs.delete(run)
      this.parts.onSettled()
    })
  }

  private async run(message: InFlightMessage): Promise<void> {
    const endWatch = this.parts.watch.begin(message)
    const release: Settlement = { kind: 'release', reason: 'shutdown' }
    const settlement = await Promise.race([this.outcomeOf(message), message.abandoned.then(() => release)])
    endWatch()
    this.count(settlement)
    this.handled.delete(message)
    this.parts.onSlotFree()
    await (settlement.kind === 'delete' ? this.delete(message) : this.giveBack(message, settlement))
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

  /** A message being deleted stays known, so that a duplicate is deleted with it. */
  private async delete(message: InFlightMessage): Promise<void> {
    await this.parts.settler.settle(message, { kind: 'delete' })
    if (this.known.get(message.messageId) === message) this.known.delete(message.messageId)
  }

  /**
   * Made visible, a message can come back before SQS has answered. It must then count as new, not as a duplicate of
   * a run that is already over.
   */
  private async giveBack(message: InFlightMessage, settlement: Settlement): Promise<void> {
    const { messageId } = message
    this.known.delete(messageId)
    this.givenBack.set(messageId, message)
    await this.parts.settler.settle(message, settlement)
    if (this.givenBack.get(messageId) === message) this.givenBack.delete(messageId)
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
}
