import { setTimeout as sleep } from 'node:timers/promises'
import { HealthIndicatorService } from '@nestjs/terminus'
import { EventLog } from '../../observability/log-events'
import { Metrics } from '../../observability/metrics'
import { QueueActivity } from '../queue-activity'
import { EventLoopDelay } from './event-loop-delay'
import { EventLoopIndicator } from './event-loop.indicator'
import { ActivityReport } from './activity-report'
import { HealthSampler } from './health-sampler'
import { PollLoopIndicator } from './poll-loop.indicator'

class IdleActivity extends QueueActivity {
  override status() {
    return { isDraining: false, queues: [] }
  }
}

class CountedDelay extends EventLoopDelay {
  calls = 0

  override takeP99Ms(): number {
    this.calls += 1
    return 7
  }
}

describe('HealthSampler', () => {
  it('lets the indicators look without being asked, until the application has shut down', async () => {
    const activity = new IdleActivity()
    const delay = new CountedDelay()
    const results = new HealthIndicatorService()
    const eventLoop = new EventLoopIndicator(delay, results)
    const sampler = new HealthSampler(
      new PollLoopIndicator(activity, results),
      eventLoop,
      new ActivityReport(activity, eventLoop, new Metrics([]), new EventLog({ write: () => undefined }))
    )
    sampler.onModuleInit()
    while (delay.calls < 2) await sleep(20)
    sampler.onApplicationShutdown()
    delay.onApplicationShutdown()
    expect(eventLoop.p99Ms).toBe(7)
  })
})
