import { Inject, Injectable, Optional } from '@nestjs/common'
import { HealthIndicatorService } from '@nestjs/terminus'
import { HEALTH_CLOCK, type Clock } from '../clock'
import { Impairments } from '../impairments'
import { QueueActivity, type QueueActivityStatus, type QueueState } from '../queue-activity'
import { boundedText } from './bounded-text'

/** `degraded`: alive, but something keeps it from working as it should that a restart would not cure. */
type WorkerState = 'starting' | 'running' | 'degraded' | 'paused' | 'draining'

/** Says in one word what the worker is doing. Never down. */
@Injectable()
export class WorkerStateIndicator {
  constructor(
    private readonly activity: QueueActivity,
    private readonly impairments: Impairments,
    private readonly results: HealthIndicatorService,
    @Optional() @Inject(HEALTH_CLOCK) private readonly now: Clock = Date.now
  ) {}

  check() {
    return this.results.check('worker').up(this.describe())
  }

  describe(): { readonly state: WorkerState; readonly reasons: readonly string[] } {
    const status = this.activity.status()
    const impairments = this.impairments.list().map(boundedText)
    const reasons = [...status.queues.flatMap((queue) => this.complaints(queue)), ...impairments]
    return { state: stateOf(status, reasons.length > 0), reasons }
  }

  private complaints(queue: QueueState): string[] {
    const { name, closedGates, lastPollError, slotsStuck } = queue
    const complaints = closedGates.map((gate) => `${name}: gate ${gate} is closed`)
    if (lastPollError) complaints.push(`${name}: receiving fails`)
    if (slotsStuck > 0) complaints.push(`${name}: ${slotsStuck} jobs are over their time`)
    if (this.isNotRenewing(queue)) complaints.push(`${name}: visibility is not renewed`)
    return complaints
  }

  /** No successful renewal for one visibility period while jobs run. */
  private isNotRenewing(queue: QueueState): boolean {
    const { slotsBusy, oldestHandlerStartedAt, lastHeartbeatAt, visibilityTimeoutSeconds } = queue
    if (slotsBusy === 0 || !oldestHandlerStartedAt) return false
    const lastKnownGood = Math.max(oldestHandlerStartedAt.getTime(), lastHeartbeatAt?.getTime() ?? 0)
    return this.now() - lastKnownGood > visibilityTimeoutSeconds * 1000
  }
}

function stateOf({ isDraining, queues }: QueueActivityStatus, hasReasons: boolean): WorkerState {
  if (isDraining) return 'draining'
  if (hasReasons) return 'degraded'
  if (queues.some(({ isPaused }) => isPaused)) return 'paused'
  return hasPolledOnce(queues) ? 'running' : 'starting'
}

/** Whether every queue that need not wait was received from, and the last receive that is over went well. */
export function hasReceived(queues: readonly QueueState[]): boolean {
  return (
    queues.length > 0 &&
    queues.every(
      ({ isHeldBack, lastPollFinishedAt, lastPollError }) =>
        isHeldBack || (lastPollFinishedAt !== undefined && lastPollError === undefined)
    )
  )
}

/** Whether the first receive of every queue is over; one that is paused or gives way has none to wait for. */
export function hasPolledOnce(queues: readonly QueueState[]): boolean {
  return (
    queues.length > 0 &&
    queues.every(
      ({ isPaused, isHeldBack, lastPollFinishedAt }) =>
        isPaused || isHeldBack || lastPollFinishedAt !== undefined
    )
  )
}
