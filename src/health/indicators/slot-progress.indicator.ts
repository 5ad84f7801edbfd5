import { Inject, Injectable, Optional } from '@nestjs/common'
import { HealthIndicatorService } from '@nestjs/terminus'
import { QUEUE_OPTIONS, type QueueOptions } from '../../config/config.tokens'
import { HEALTH_CLOCK, type Clock } from '../clock'
import { QueueActivity, type QueueState } from '../queue-activity'

/** How long a job may take to end after it was aborted. */
const ABORT_GRACE_MS = 30_000

/** Down when every slot of a queue holds a job that did not end when its time was up. */
@Injectable()
export class SlotProgressIndicator {
  private readonly limitMs: number

  constructor(
    private readonly activity: QueueActivity,
    private readonly results: HealthIndicatorService,
    @Inject(QUEUE_OPTIONS) { jobHardTimeoutSeconds }: Pick<QueueOptions, 'jobHardTimeoutSeconds'>,
    @Optional() @Inject(HEALTH_CLOCK) private readonly now: Clock = Date.now
  ) {
    this.limitMs = jobHardTimeoutSeconds * 1000 + ABORT_GRACE_MS
  }

  check() {
    const result = this.results.check('slot_progress')
    const { isDraining, queues } = this.activity.status()
    const stuck = isDraining ? [] : queues.filter((queue) => this.isStuck(queue))
    if (stuck.length === 0) return result.up()
    return result.down(`Every job is over its time: ${stuck.map(({ name }) => name).join(', ')}`)
  }

  /** Whether at least one job of the queue is over its time. */
  hasOverdueJob({ slotsBusy, oldestHandlerStartedAt }: QueueState): boolean {
    return slotsBusy > 0 && this.isOver(oldestHandlerStartedAt)
  }

  /** Every job came with a receive, so the youngest one is at least as old as the last receive. */
  private isStuck(queue: QueueState): boolean {
    const isFull = queue.slotsBusy >= queue.slotsTotal
    return isFull && this.hasOverdueJob(queue) && this.isOver(queue.lastPollFinishedAt)
  }

  private isOver(since: Date | undefined): boolean {
    return since !== undefined && this.now() - since.getTime() > this.limitMs
  }
}
