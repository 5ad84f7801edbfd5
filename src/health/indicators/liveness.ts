import { Injectable } from '@nestjs/common'
import type { HealthIndicatorResult } from '@nestjs/terminus'
import { EventLoopIndicator } from './event-loop.indicator'
import { PollLoopIndicator } from './poll-loop.indicator'
import { SlotProgressIndicator } from './slot-progress.indicator'
import { WorkerStateIndicator } from './worker-state.indicator'

/** The checks whose failure a restart cures. None of them asks anybody outside this process. */
@Injectable()
export class Liveness {
  constructor(
    private readonly worker: WorkerStateIndicator,
    private readonly pollLoop: PollLoopIndicator,
    private readonly slots: SlotProgressIndicator,
    private readonly eventLoop: EventLoopIndicator
  ) {}

  check(): HealthIndicatorResult {
    return {
      ...this.worker.check(),
      ...this.pollLoop.check(),
      ...this.slots.check(),
      ...this.eventLoop.check()
    }
  }
}
