import { Message } from '@aws-sdk/client-sqs'
import { GateKeeper } from './gate'
import { HandleMessage, MessageRunner, RunCounts } from './message-runner'
import { MessageSettler } from './message-settler'
import { PollLoop } from './poll-loop'
import { RedrivePolicy } from './redrive-policy'
import { Slots } from './slots'
import { SqsQueue } from './sqs-queue'
import { EmitEvent } from './sqs-transport.events'
import { QueueSettings } from './sqs-transport.options'
import { SqsQueueStatus } from './sqs-transport.status'
import { VisibilityHeartbeat } from './visibility-heartbeat'

/** One queue with its own poll loop, slots and heartbeat. */
export class QueueWorker {
  private readonly gates: GateKeeper
  private readonly heartbeat: VisibilityHeartbeat
  private readonly loop: PollLoop
  private readonly redrive: RedrivePolicy
  private readonly runner: MessageRunner

  constructor(
    readonly settings: QueueSettings,
    queue: SqsQueue,
    handle: (message: Parameters<HandleMessage>[0], worker: QueueWorker) => Promise<void>,
    emit: EmitEvent
  ) {
    const { name } = settings
    const slots = new Slots(settings.slots, () => this.loop.wake())
    this.gates = new GateKeeper(name, settings.gates, emit)
    this.redrive = new RedrivePolicy(name, queue, emit, settings.maxReceiveCount)
    this.heartbeat = new VisibilityHeartbeat(settings, queue, emit)
    const settler = new MessageSettler(name, queue, this.heartbeat, emit)
    this.runner = new MessageRunner(
      settings,
      { handle: (message) => handle(message, this), settler, heartbeat: this.heartbeat, emit },
      () => slots.release()
    )
    const deliver = (message: Message): boolean => this.deliver(message)
    this.loop = new PollLoop(settings, {
      queue,
      gates: this.gates,
      slots,
      redrive: this.redrive,
      deliver,
      emit
    })
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

  start(): void {
    this.loop.start()
  }

  pause(): void {
    this.loop.pause()
  }

  resume(): void {
    this.loop.resume()
  }

  async stopReceiving(): Promise<void> {
    await this.loop.stop()
  }

  async whenIdle(): Promise<void> {
    await this.runner.whenIdle()
  }

  interrupt(): void {
    this.runner.interrupt()
  }

  async abandonAll(): Promise<void> {
    await this.runner.abandonAll()
  }

  status(): SqsQueueStatus {
    const { loop, runner, settings } = this
    return {
      name: settings.name,
      isPolling: loop.isRunning,
      isPaused: loop.isPaused,
      closedGates: this.gates.closedGates,
      pollStartedAt: loop.pollStartedAt,
      lastPollFinishedAt: loop.lastPollFinishedAt,
      lastPollError: loop.lastPollError,
      waitTimeSeconds: settings.waitTimeSeconds,
      visibilityTimeoutSeconds: settings.visibilityTimeoutSeconds,
      maxReceiveCount: this.maxReceiveCount,
      slotsBusy: runner.busyCount,
      slotsTotal: settings.slots,
      oldestHandlerStartedAt: runner.oldestHandlerStartedAt,
      lastHeartbeatAt: this.heartbeat.lastSuccessAt,
      receivedCount: runner.counts.received,
      duplicateCount: runner.counts.duplicates,
      processedCount: runner.counts.processed,
      failedCount: runner.counts.failed,
      interruptedCount: runner.counts.interrupted,
      releasedCount: runner.counts.released
    }
  }

  private deliver(message: Message): boolean {
    if (!this.loop.isStopping && !this.loop.isPaused) return this.runner.accept(message)
    this.runner.turnAway(message, this.loop.isStopping ? 'draining' : 'paused')
    return false
  }
}
