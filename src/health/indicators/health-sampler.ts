import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { ActivityReport } from './activity-report'
import { EventLoopIndicator } from './event-loop.indicator'
import { PollLoopIndicator } from './poll-loop.indicator'

const SAMPLE_EVERY_MS = 1_000

/** Lets those that judge by a stretch of time, or keep figures, look once a second, whether anybody asks or not. */
@Injectable()
export class HealthSampler implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined

  constructor(
    private readonly pollLoop: PollLoopIndicator,
    private readonly eventLoop: EventLoopIndicator,
    private readonly report: ActivityReport
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.sample(), SAMPLE_EVERY_MS)
    this.timer.unref()
  }

  /** Not earlier: health is asked for while the worker drains. */
  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  private sample(): void {
    this.pollLoop.observe()
    this.eventLoop.observe()
    this.report.observe()
  }
}
