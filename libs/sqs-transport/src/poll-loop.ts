import { Message } from '@aws-sdk/client-sqs'
import { Alarm, delay } from './delay'
import { GateKeeper } from './gate'
import { PollRecord, PollStart } from './poll-record'
import { RedrivePolicy } from './redrive-policy'
import { Slots } from './slots'
import { SqsQueue } from './sqs-queue'
import { EmitEvent } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'

const STEP_MS = 1000
/** How long a backlogged queue waits for more free slots before it asks for less than a full batch. */
const REFILL_LINGER_MS = 5

/** A receive gave no answer long after its wait time. */
class PollTimedOut extends Error {
  override readonly name = 'PollTimedOut'
}

interface PollParts {
  readonly queue: SqsQueue
  readonly gates: GateKeeper
  readonly slots: Slots
  readonly redrive: RedrivePolicy
  /** Takes a message; says whether it occupies a slot. */
  readonly deliver: (message: Message) => boolean
  /** Whether so many messages are being settled that more would pile up. */
  readonly isCongested: () => boolean
  /** Whether a queue that comes first needs the process for itself. */
  readonly isHeldBack: () => boolean
  readonly emit: EmitEvent
}

interface Receive {
  readonly start: PollStart
  readonly cut: AbortController
  readonly maxMessages: number
  readonly waitTimeSeconds: number
}

/**
 * Receives from one queue as long as slots are free, gates open and nobody has stopped or paused it. One receive
 * waits for messages; others join it, without waiting, as long as receives come back full.
 */
export class PollLoop {
  isPaused = false
  isRunning = false
  readonly record: PollRecord
  private readonly stopping = new AbortController()
  private readonly receives = new Set<Receive>()
  private readonly rest = new Alarm()
  private finished: Promise<void> = Promise.resolve()
  private hasBacklog = false
  private lingerEndsAtMs: number | undefined
  private idleUntilMs = 0

  constructor(
    private readonly settings: QueueSettings,
    private readonly parts: PollParts
  ) {
    this.record = new PollRecord(settings, parts.emit)
  }

  get isStopping(): boolean {
    return this.stopping.signal.aborted
  }

  /** Whether the last receive brought as much as it might have. */
  get isBacklogged(): boolean {
    return this.hasBacklog
  }

  get receivesInProgress(): number {
    return this.receives.size
  }

  /** Start of the oldest receive in progress. */
  get pollStartedAt(): Date | undefined {
    return this.receives.values().next().value?.start.at
  }

  start(): void {
    if (this.isRunning || this.isStopping) return
    this.isRunning = true
    this.finished = this.run()
  }

  /** Begins no further receive. Resolves when those in progress are over. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.wake()
    await this.finished
  }

  /** Cuts the receives in progress. SQS may hand messages to them for a while yet, so this comes last. */
  abortPoll(): void {
    for (const { cut } of this.receives) cut.abort()
  }

  pause(): void {
    if (this.isPaused) return
    this.isPaused = true
    this.parts.emit({ type: 'queue_paused', queue: this.settings.name })
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.parts.emit({ type: 'queue_resumed', queue: this.settings.name })
    this.wake()
  }

  /** Has the loop look at once whether it may receive. */
  wake(): void {
    this.rest.ring()
  }

  private async run(): Promise<void> {
    const gateWatch = setInterval(() => this.watchGates(), STEP_MS)
    while (!this.isStopping) await this.turn()
    while (this.receives.size > 0) await this.rest.sleep(STEP_MS)
    clearInterval(gateWatch)
    this.isRunning = false
  }

  /** Gates may close while a receive waits; what it brings then is given back. */
  private watchGates(): void {
    if (this.receives.size > 0) void this.parts.gates.areOpen()
  }

  private async turn(): Promise<void> {
    const { backOffMs } = this.record
    if (backOffMs > 0) return delay(backOffMs, this.stopping.signal)
    const pauseMs = this.pauseMs()
    if (pauseMs > 0) return this.rest.sleep(pauseMs)
    const areGatesOpen = await this.parts.gates.areOpen()
    if (this.isStopping) return
    if (!areGatesOpen) return this.rest.sleep(STEP_MS)
    await this.parts.redrive.learn()
    if (!this.isStopping && this.record.backOffMs === 0 && this.pauseMs() === 0) this.begin()
  }

  /** Milliseconds before it is worth looking again; 0 = a receive may begin. */
  private pauseMs(): number {
    if (!this.hasRoom()) return STEP_MS
    const { slots } = this.parts
    const canFillBatch = slots.free >= Math.min(this.settings.maxMessagesPerReceive, slots.total)
    if (this.receives.size > 0) return this.hasBacklog && canFillBatch ? 0 : STEP_MS
    return this.hasBacklog && !canFillBatch ? this.lingerMs() : this.idleMs()
  }

  private hasRoom(): boolean {
    const { slots, isCongested, isHeldBack } = this.parts
    const isFull = slots.free === 0 || this.receives.size >= this.settings.pollers
    return !(this.isPaused || isFull || isCongested() || isHeldBack())
  }

  private lingerMs(): number {
    const now = performance.now()
    this.lingerEndsAtMs ??= now + REFILL_LINGER_MS
    return Math.max(0, this.lingerEndsAtMs - now)
  }

  /** An empty queue that is not to be waited on is asked once a second. */
  private idleMs(): number {
    return Math.max(0, this.idleUntilMs - performance.now())
  }

  private begin(): void {
    const isFirst = this.record.lastFinishedAt === undefined
    // The first receive does not wait, so that it is known at once whether the queue can be reached.
    const isHelper = this.receives.size > 0
    const receive: Receive = {
      start: { at: new Date(), atMs: performance.now() },
      cut: new AbortController(),
      maxMessages: this.parts.slots.reserve(this.settings.maxMessagesPerReceive),
      waitTimeSeconds: isFirst || isHelper ? 0 : this.settings.waitTimeSeconds
    }
    this.lingerEndsAtMs = undefined
    this.receives.add(receive)
    void this.complete(receive)
  }

  private async complete(receive: Receive): Promise<void> {
    const { slots, deliver } = this.parts
    let used = 0
    try {
      const messages = await this.fetch(receive)
      this.record.noteSuccess(receive.start, messages.length)
      this.noteBacklog(receive, messages.length)
      for (const message of messages) used += deliver(message) ? 1 : 0
    } catch (error) {
      this.hasBacklog = false
      const { signal } = receive.cut
      if (!isIntended(signal)) this.record.noteFailure(receive.start, signal.reason ?? error)
    } finally {
      this.receives.delete(receive)
      slots.settle(receive.maxMessages, used)
      this.wake()
    }
  }

  /** Cuts a receive that hangs. */
  private async fetch({ cut, maxMessages, waitTimeSeconds }: Receive): Promise<Message[]> {
    const limitMs = waitTimeSeconds * 1000 + this.settings.requestTimeoutMs
    const watchdog = setTimeout(() => cut.abort(new PollTimedOut(`No answer within ${limitMs} ms`)), limitMs)
    const { visibilityTimeoutSeconds } = this.settings
    try {
      const request = { maxMessages, waitTimeSeconds, visibilityTimeoutSeconds }
      return await this.parts.queue.receive(request, cut.signal)
    } finally {
      clearTimeout(watchdog)
    }
  }

  private noteBacklog({ maxMessages }: Receive, messageCount: number): void {
    this.hasBacklog = messageCount >= maxMessages
    if (messageCount === 0 && this.settings.waitTimeSeconds === 0) {
      this.idleUntilMs = performance.now() + STEP_MS
    }
  }
}

function isIntended(signal: AbortSignal): boolean {
  return signal.aborted && !(signal.reason instanceof PollTimedOut)
}
