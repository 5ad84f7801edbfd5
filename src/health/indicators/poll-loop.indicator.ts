import { Inject, Injectable, Optional } from '@nestjs/common'
import { HealthIndicatorService } from '@nestjs/terminus'
import { HEALTH_CLOCK, type Clock } from '../clock'
import { QueueActivity, type QueueState } from '../queue-activity'

const START_UP_GRACE_MS = 30_000
const SLACK_MS = 15_000
/** Longest pause that the transport makes after a failed receive: an outage of SQS is not cured by a restart. */
const ERROR_PAUSE_MS = 60_000

/** Down when a queue that could be polled is not being polled: the loop hangs, and only a restart helps. */
@Injectable()
export class PollLoopIndicator {
  private readonly startedAt: number
  private readonly lastNotPollableAt = new Map<string, number>()

  constructor(
    private readonly activity: QueueActivity,
    private readonly results: HealthIndicatorService,
    @Optional() @Inject(HEALTH_CLOCK) private readonly now: Clock = Date.now
  ) {
    this.startedAt = now()
  }

  /** To be called often: a queue whose last free slot came back a moment ago had no chance to be polled yet. */
  observe(): void {
    for (const queue of this.activity.status().queues) {
      if (!canBePolled(queue)) this.lastNotPollableAt.set(queue.name, this.now())
    }
  }

  check() {
    const result = this.results.check('poll_loop')
    const { isDraining, queues } = this.activity.status()
    this.observe()
    if (isDraining || this.now() - this.startedAt <= START_UP_GRACE_MS) return result.up()
    if (queues.length === 0) return result.down('No queue is polled')
    const stale = queues.filter((queue) => canBePolled(queue) && this.isStale(queue))
    if (stale.length === 0) return result.up()
    return result.down(`No receive in time: ${stale.map(({ name }) => name).join(', ')}`)
  }

  private isStale(queue: QueueState): boolean {
    const { lastPollFinishedAt, pollStartedAt, lastPollError, waitTimeSeconds, name } = queue
    const lastSignOfLife = Math.max(
      this.startedAt,
      lastPollFinishedAt?.getTime() ?? 0,
      pollStartedAt?.getTime() ?? 0,
      this.lastNotPollableAt.get(name) ?? 0
    )
    const limitMs = waitTimeSeconds * 1000 + SLACK_MS + (lastPollError ? ERROR_PAUSE_MS : 0)
    return this.now() - lastSignOfLife > limitMs
  }
}

function canBePolled({ isPaused, isHeldBack, closedGates, slotsBusy, slotsTotal }: QueueState): boolean {
  return !isPaused && !isHeldBack && closedGates.length === 0 && slotsBusy < slotsTotal
}
