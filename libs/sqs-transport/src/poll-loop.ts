import { Message } from '@aws-sdk/client-sqs'
import { pollDelayMs } from './back-off'
import { delay } from './delay'
import { GateKeeper } from './gate'
import { RedrivePolicy } from './redrive-policy'
import { Slots } from './slots'
import { classifySqsError, errorName } from './sqs-error'
import { SqsQueue } from './sqs-queue'
import { EmitEvent } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'
import { PollErrorStatus } from './sqs-transport.status'

const STEP_MS = 1000
const WATCHDOG_GRACE_MS = 10_000

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
  readonly emit: EmitEvent
}

/** Receives from one queue as long as slots are free, gates open and nobody has stopped or paused it. */
export class PollLoop {
  isPaused = false
  isRunning = false
  pollStartedAt: Date | undefined
  lastPollFinishedAt: Date | undefined
  lastPollError: PollErrorStatus | undefined
  private readonly stopping = new AbortController()
  private rest = new AbortController()
  private poll: AbortController | undefined
  private finished: Promise<void> = Promise.resolve()

  constructor(
    private readonly settings: QueueSettings,
    private readonly parts: PollParts
  ) {}

  get isStopping(): boolean {
    return this.stopping.signal.aborted
  }

  start(): void {
    if (this.isRunning || this.isStopping) return
    this.isRunning = true
    this.finished = this.run()
  }

  /** Begins no further receive. Resolves when the one in progress is over. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.wake()
    await this.finished
  }

  /** Cuts the receive in progress. SQS may hand messages to it for a while yet, so this comes last. */
  abortPoll(): void {
    this.poll?.abort()
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
    this.rest.abort()
  }

  private async run(): Promise<void> {
    while (!this.isStopping) await this.turn()
    this.isRunning = false
  }

  private async turn(): Promise<void> {
    if (this.isPaused || this.parts.slots.free === 0 || !(await this.parts.gates.areOpen()))
      return this.takeRest()
    await this.parts.redrive.learn()
    if (this.isPaused || this.isStopping) return
    await this.receive()
  }

  private async takeRest(): Promise<void> {
    if (this.isStopping) return
    this.rest = new AbortController()
    await delay(STEP_MS, this.rest.signal)
  }

  private async receive(): Promise<void> {
    const { slots, queue, deliver } = this.parts
    const maxMessages = slots.reserve(this.settings.maxMessagesPerReceive)
    const poll = new AbortController()
    const stopWatching = this.watch(poll)
    let unused = maxMessages
    this.poll = poll
    this.pollStartedAt = new Date()
    try {
      const waitTimeSeconds = this.waitSeconds()
      const messages = await queue.receive({ ...this.settings, waitTimeSeconds, maxMessages }, poll.signal)
      this.noteSuccess(messages.length)
      for (const message of messages) unused -= deliver(message) ? 1 : 0
    } catch (error) {
      if (!isIntended(poll)) await this.backOff(poll.signal.reason ?? error)
    } finally {
      stopWatching()
      this.poll = undefined
      slots.release(Math.max(0, unused))
    }
  }

  /** The first receive does not wait, so that it is known at once whether the queue can be reached. */
  private waitSeconds(): number {
    return this.lastPollFinishedAt === undefined ? 0 : this.settings.waitTimeSeconds
  }

  /** Cuts a receive that hangs, and keeps an eye on the gates for the messages that it may bring. */
  private watch(poll: AbortController): () => void {
    const { gates } = this.parts
    const limitMs = this.settings.waitTimeSeconds * 1000 + WATCHDOG_GRACE_MS
    const watchdog = setTimeout(() => poll.abort(new PollTimedOut(`No answer within ${limitMs} ms`)), limitMs)
    const gateWatch = gates.hasGates ? setInterval(() => void gates.areOpen(), STEP_MS) : undefined
    return () => {
      clearTimeout(watchdog)
      clearInterval(gateWatch)
    }
  }

  private noteSuccess(messageCount: number): void {
    const startedAtMs = this.pollStartedAt?.getTime() ?? Date.now()
    this.endPoll()
    this.lastPollError = undefined
    const durationMs = Date.now() - startedAtMs
    this.parts.emit({ type: 'poll_completed', queue: this.settings.name, messageCount, durationMs })
  }

  private endPoll(): void {
    this.pollStartedAt = undefined
    this.lastPollFinishedAt = new Date()
  }

  private async backOff(error: unknown): Promise<void> {
    this.endPoll()
    const errorClass = classifySqsError(error)
    const consecutiveErrors = (this.lastPollError?.consecutiveErrors ?? 0) + 1
    const { access, transient } = this.settings.pollBackOff
    const retryInMs = pollDelayMs(errorClass === 'transient' ? transient : access, consecutiveErrors)
    const message = error instanceof Error ? error.message : String(error)
    this.lastPollError = { at: new Date(), errorClass, name: errorName(error), message, consecutiveErrors }
    this.parts.emit({
      type: 'poll_error',
      queue: this.settings.name,
      errorClass,
      error,
      consecutiveErrors,
      retryInMs
    })
    await delay(retryInMs, this.stopping.signal)
  }
}

function isIntended(poll: AbortController): boolean {
  return poll.signal.aborted && !(poll.signal.reason instanceof PollTimedOut)
}
