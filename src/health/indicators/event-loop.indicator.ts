import { Inject, Injectable, Optional } from '@nestjs/common'
import { HealthIndicatorService } from '@nestjs/terminus'
import { HEALTH_CLOCK, type Clock } from '../clock'
import { EventLoopDelay } from './event-loop-delay'

const P99_LIMIT_MS = 2_000
const BLOCKED_LIMIT_MS = 30_000

/** Down when the main thread has been blocked so much, for so long, that heartbeats and shutdown suffer. */
@Injectable()
export class EventLoopIndicator {
  private observedAt: number
  private blockedSince: number | undefined
  private lastP99Ms = 0

  constructor(
    private readonly delay: EventLoopDelay,
    private readonly results: HealthIndicatorService,
    @Optional() @Inject(HEALTH_CLOCK) private readonly now: Clock = Date.now
  ) {
    this.observedAt = now()
  }

  /** Delay at the last observation, in whole milliseconds. */
  get p99Ms(): number {
    return Math.round(this.lastP99Ms)
  }

  observe(): void {
    this.lastP99Ms = this.delay.takeP99Ms()
    if (this.lastP99Ms > P99_LIMIT_MS) this.blockedSince ??= this.observedAt
    else this.blockedSince = undefined
    this.observedAt = this.now()
  }

  check() {
    const result = this.results.check('event_loop')
    const { p99Ms } = this
    const isBlocked = this.blockedSince !== undefined && this.now() - this.blockedSince >= BLOCKED_LIMIT_MS
    return isBlocked ? result.down({ message: 'The main thread is blocked', p99Ms }) : result.up({ p99Ms })
  }
}
