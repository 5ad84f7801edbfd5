import { Message } from '@aws-sdk/client-sqs'
import { settlesWithin } from './delay'
import { GateKeeper } from './gate'
import { HandlerWatch } from './handler-watch'
import { HandleMessage, MessageRunner, RunCounts } from './message-runner'
import { MessageSettler } from './message-settler'
import { PollLoop } from './poll-loop'
import { RedrivePolicy } from './redrive-policy'
import { Slots } from './slots'
import { classifySqsError } from './sqs-error'
import { SqsQueue } from './sqs-queue'
import { EmitEvent, ReleaseReason } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'
import { SqsQueueStatus, SqsQueueTotals } from './sqs-transport.status'
import { VisibilityHeartbeat } from './visibility-heartbeat'

/** How long a receive in progress may still bring messages once no handler runs any longer. */
const POLL_SETTLE_MS = 500
/** Messages per slot that may wait for the answer to their delete before no more are received. */
const MOST_SETTLING_PER_SLOT = 10
const LEAST_CONGESTION = 100

/** One queue with its own poll loop, slots and heartbeat. */
export class QueueWorker {
  private readonly gates: GateKeeper
  private readonly heartbeat: VisibilityHeartbeat
  private readonly loop: PollLoop
  private readonly redrive: RedrivePolicy
  private readonly runner: MessageRunner
  private readonly settler: MessageSettler
  private readonly watch: HandlerWatch
  private first: QueueWorker | undefined
  private readonly followers = new Set<QueueWorker>()

  constructor(
    readonly settings: QueueSettings,
    private readonly queue: SqsQueue,
    handle: (message: Parameters<HandleMessage>[0], worker: QueueWorker) => Promise<void>,
    emit: EmitEvent
  ) {
    const { name } = settings
    const slots = new Slots(settings.slots, () => this.loop.wake())
    this.gates = new GateKeeper(name, settings.gates, emit)
    this.redrive = new RedrivePolicy(name, queue, emit, settings.maxReceiveCount)
    this.heartbeat = new VisibilityHeartbeat(settings, queue, emit)
    this.settler = new MessageSettler(name, queue, this.heartbeat, emit)
    this.watch = new HandlerWatch(settings, emit)
    this.runner = new MessageRunner(settings, {
      handle: (message) => handle(message, this),
      settler: this.settler,
      heartbeat: this.heartbeat,
      watch: this.watch,
      emit,
      onSlotFree: () => {
        slots.release()
        this.wakeFollowers()
      },
      onSettled: () => this.loop.wake()
    })
    this.loop = new PollLoop(settings, {
      queue,
      gates: this.gates,
      slots,
      redrive: this.redrive,
      deliver: (message) => this.deliver(message),
      isCongested: () => this.isCongested(),
      isHeldBack: () => this.isHeldBack,
      emit
    })
  }

  /** From now on nothing is received here while the other queue needs the process for itself. */
  giveWayTo(first: QueueWorker): void {
    this.first = first
    first.followers.add(this)
  }

  private get isHeldBack(): boolean {
    return this.first?.needsProcess === true
  }

  private get needsProcess(): boolean {
    return this.runner.handledCount >= this.settings.slots || this.loop.isBacklogged
  }

  private wakeFollowers(): void {
    for (const follower of this.followers) follower.loop.wake()
  }

  get maxReceiveCount(): number | undefined {
    return this.redrive.maxReceiveCount
  }

  get busyCount(): number {
    return this.runner.busyCount
  }

  get counts(): Readonly<RunCounts> {
    return this.runner.counts
  }

  /** Whether SQS says that there is no such queue. Any other failure is left to the receives. */
  async isMissing(): Promise<boolean> {
    try {
      await this.queue.maxReceiveCount()
      return false
    } catch (error) {
      return classifySqsError(error) === 'queue-missing'
    }
  }

  start(): void {
    this.loop.start()
  }

  pause(): void {
    this.loop.pause()
  }

  resume(): void {
    this.loop.resume()
  }

  /**
   * Begins no further receive and waits for the handlers. The receive in progress is cut last: SQS goes on handing
   * messages to a receive that nobody listens to, among them those that this worker gives back, and they would
   * stay hidden for a whole visibility timeout.
   */
  async comeToRest(): Promise<void> {
    const stopped = this.loop.stop()
    await this.runner.whenIdle()
    await settlesWithin(stopped, POLL_SETTLE_MS)
    this.loop.abortPoll()
    await stopped
    await this.runner.whenIdle()
  }

  interrupt(): void {
    this.runner.interrupt()
  }

  abandonAll(): void {
    this.runner.abandonAll()
  }

  abortPoll(): void {
    this.loop.abortPoll()
  }

  status(): SqsQueueStatus {
    const { loop, runner, settings } = this
    return {
      name: settings.name,
      isPolling: loop.isRunning,
      isPaused: loop.isPaused,
      isHeldBack: this.isHeldBack,
      closedGates: this.gates.closedGates,
      pollStartedAt: loop.pollStartedAt,
      lastPollFinishedAt: loop.record.lastFinishedAt,
      lastPollError: loop.record.lastError,
      waitTimeSeconds: settings.waitTimeSeconds,
      visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
      maxReceiveCount: this.maxReceiveCount,
      receivesInProgress: loop.receivesInProgress,
      slotsBusy: runner.handledCount,
      slotsTotal: settings.slots,
      slotsStuck: this.watch.stuckCount,
      settlingCount: this.settlingCount,
      oldestHandlerStartedAt: runner.oldestHandlerStartedAt,
      lastHeartbeatAt: this.heartbeat.lastSuccessAt,
      ...this.totals()
    }
  }

  private totals(): SqsQueueTotals {
    const { runner, settler, heartbeat, loop } = this
    return {
      receivedCount: runner.counts.received,
      duplicateCount: runner.counts.duplicates,
      processedCount: runner.counts.processed,
      failedCount: runner.counts.failed,
      interruptedCount: runner.counts.interrupted,
      releasedCount: runner.counts.released,
      deletedCount: settler.counts.deleted,
      deleteFailedCount: settler.counts.deleteFailures,
      staleDeleteCount: settler.counts.staleDeletes,
      heartbeatSentCount: heartbeat.counts.sent,
      heartbeatFailedCount: heartbeat.counts.failed,
      leaseLostCount: heartbeat.counts.leasesLost,
      emptyReceiveCount: loop.record.emptyCount,
      pollErrorCount: loop.record.errorCount
    }
  }

  private get settlingCount(): number {
    return this.runner.busyCount - this.runner.handledCount
  }

  /** When deletes fail, slots are free all the same; work whose end cannot be told to SQS must not pile up. */
  private isCongested(): boolean {
    return this.settlingCount > Math.max(LEAST_CONGESTION, MOST_SETTLING_PER_SLOT * this.settings.slots)
  }

  private deliver(message: Message): boolean {
    const obstacle = this.obstacle()
    if (obstacle === undefined) return this.runner.accept(message)
    this.runner.turnAway(message, obstacle)
    return false
  }

  private obstacle(): ReleaseReason | undefined {
    if (this.loop.isStopping) return 'draining'
    if (this.loop.isPaused) return 'paused'
    return this.gates.closedGates.length > 0 ? 'gate-closed' : undefined
  }
}
