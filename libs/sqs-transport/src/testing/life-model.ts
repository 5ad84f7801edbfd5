import { Message } from '@aws-sdk/client-sqs'
import { DeadLetterSoon, Release, RetryLater } from '../failure'
import { HandlerWatch } from '../handler-watch'
import { MessageRunner } from '../message-runner'
import { MessageSettler } from '../message-settler'
import { Slots } from '../slots'
import { Refusals, VisibilityChange } from '../sqs-queue'
import { SqsTransportEvent } from '../sqs-transport.events'
import { VisibilityHeartbeat } from '../visibility-heartbeat'
import { awsError, FakeSqsQueue, refusal, settingsOf } from './fake-sqs-queue'

type HandlerEnd = 'resolve' | 'release' | 'retry' | 'dead-letter'
type Answer = 'done' | 'failed' | 'done-but-lost' | 'first-refused'

/** One thing that may happen next. */
export type Step =
  | { readonly kind: 'deliver' | 'turn-away'; readonly id: string }
  | { readonly kind: 'end'; readonly id: string; readonly how: HandlerEnd }
  | { readonly kind: 'answer'; readonly call: 'delete' | 'change'; readonly how: Answer }
  | { readonly kind: 'pass'; readonly ms: number }

const SLOTS = 2
/** Tells a renewal from a change that settles a message. */
const RENEWAL_SECONDS = 30
const RETRY_SECONDS = 7
const MOST_ROUNDS = 100

/** The runner, settler and heartbeat of one queue, whose messages, handlers and answers a test decides about. */
export class LifeModel {
  readonly violations: string[] = []
  private readonly queue = new FakeSqsQueue()
  private readonly slots = new Slots(SLOTS, () => undefined)
  private readonly runner: MessageRunner
  private readonly running = new Map<string, (how: HandlerEnd) => void>()
  private readonly newestHandle = new Map<string, string>()
  private readonly confirmedDelete = new Map<string, string>()
  private readonly onWire: Record<'delete' | 'change', ((how: Answer) => void)[]> = { delete: [], change: [] }
  private deliveries = 0

  constructor(private readonly pass: (ms: number) => Promise<void>) {
    this.queue.onDelete = (handles) => this.wait('delete', (left) => this.applyDeletes(left), handles)
    this.queue.onChange = (changes) => {
      this.judge(changes)
      return this.wait('change', (left) => this.queue.applyChanges(left), changes)
    }
    const settings = settingsOf({ slots: SLOTS, visibilityTimeoutSeconds: RENEWAL_SECONDS })
    const emit = (event: SqsTransportEvent): void => this.observe(event)
    const heartbeat = new VisibilityHeartbeat(settings, this.queue, emit)
    this.runner = new MessageRunner(settings, {
      handle: ({ messageId }) => this.handle(messageId),
      settler: new MessageSettler('jobs', this.queue, heartbeat, emit),
      heartbeat,
      watch: new HandlerWatch(settings, emit),
      emit,
      onSlotFree: () => this.slots.release(),
      onSettled: () => undefined
    })
  }

  get atRest(): { freeSlots: number; busy: number; handled: number } {
    return {
      freeSlots: this.slots.free,
      busy: this.runner.busyCount,
      handled: this.runner.handledCount
    }
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'deliver') this.deliver(step.id)
    else if (step.kind === 'turn-away') this.runner.turnAway(this.lend(step.id), 'draining')
    else if (step.kind === 'end') this.running.get(step.id)?.(step.how)
    else if (step.kind === 'answer') this.onWire[step.call].shift()?.(step.how)
    await this.pass(step.kind === 'pass' ? step.ms : 0)
  }

  /** Every handler ends well and SQS answers everything. */
  async comeToRest(): Promise<void> {
    for (let round = 0; this.runner.busyCount > 0 && round < MOST_ROUNDS; round += 1) {
      for (const end of this.running.values()) end('resolve')
      for (const answer of [...this.onWire.delete.splice(0), ...this.onWire.change.splice(0)]) answer('done')
      await this.pass(1000)
    }
  }

  /** As a receive does it: a slot is reserved before and given back when it is not used. */
  private deliver(id: string): void {
    const reserved = this.slots.reserve(1)
    if (reserved === 0) return
    this.slots.settle(reserved, this.runner.accept(this.lend(id)) ? 1 : 0)
  }

  private lend(id: string): Message {
    const handle = `${id}#${(this.deliveries += 1)}`
    this.newestHandle.set(id, handle)
    return this.queue.lend(id, handle)
  }

  private async handle(id: string): Promise<void> {
    if (this.running.has(id)) this.violations.push(`two handlers of ${id} at once`)
    const how = await new Promise<HandlerEnd>((resolve) => this.running.set(id, resolve))
    this.running.delete(id)
    if (how === 'release') throw new Release()
    if (how === 'retry') throw new RetryLater({ delaySeconds: RETRY_SECONDS })
    if (how === 'dead-letter') throw new DeadLetterSoon()
  }

  private observe(event: SqsTransportEvent): void {
    if (event.type !== 'message_deleted') return
    const { messageId: id } = event
    if (this.confirmedDelete.get(id) !== this.newestHandle.get(id)) {
      this.violations.push(`${id} was deleted by ${this.confirmedDelete.get(id)}, not by its newest receipt`)
    }
  }

  /** A change that settles may only concern the newest receipt, and only one that is not deleted or at work. */
  private judge(changes: readonly VisibilityChange[]): void {
    for (const { receiptHandle, timeoutSeconds } of changes) {
      if (timeoutSeconds === RENEWAL_SECONDS) continue
      const [id] = receiptHandle.split('#')
      if (this.newestHandle.get(id) !== receiptHandle) this.violations.push(`${receiptHandle} was overtaken`)
      if (this.confirmedDelete.get(id) === receiptHandle) this.violations.push(`${receiptHandle} was deleted`)
      if (this.running.has(id)) this.violations.push(`${receiptHandle} was made visible while at work`)
    }
  }

  private applyDeletes(handles: readonly string[]): Refusals {
    for (const handle of handles) this.confirmedDelete.set(handle.split('#')[0], handle)
    return this.queue.applyDeletes(handles)
  }

  private wait<Entry>(
    call: 'delete' | 'change',
    apply: (entries: readonly Entry[]) => Refusals,
    entries: readonly Entry[]
  ): Promise<Refusals> {
    return new Promise((resolve, reject) => {
      this.onWire[call].push((how) => {
        if (how === 'failed') return reject(awsError('InternalError'))
        if (how === 'first-refused') {
          apply(entries.slice(1))
          return resolve(new Map([refusal('InternalError')]))
        }
        const refusals = apply(entries)
        if (how === 'done') resolve(refusals)
        else reject(awsError('ConnectionLost'))
      })
    })
  }
}
