import { Injectable } from '@nestjs/common'
import { HealthIndicatorService } from '@nestjs/terminus'
import { QueueActivity } from '../queue-activity'

/** Down when every slot of a queue holds a job that did not end when its time was up. */
@Injectable()
export class SlotProgressIndicator {
  constructor(
    private readonly activity: QueueActivity,
    private readonly results: HealthIndicatorService
  ) {}

  check() {
    const result = this.results.check('slot_progress')
    const { isDraining, queues } = this.activity.status()
    const stuck = isDraining ? [] : queues.filter(({ slotsStuck, slotsTotal }) => slotsStuck >= slotsTotal)
    if (stuck.length === 0) return result.up()
    return result.down(`Every job is over its time: ${stuck.map(({ name }) => name).join(', ')}`)
  }
}
