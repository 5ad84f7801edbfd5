import { HealthIndicatorService } from '@nestjs/terminus'
import { EventLog, type EventRecord } from '../../observability/log-events'
import { MetricTotals } from '../../observability/metric-totals'
import { Metrics } from '../../observability/metrics'
import { QueueActivity, type QueueState } from '../queue-activity'
import { ActivityReport } from './activity-report'
import { EventLoopDelay } from './event-loop-delay'
import { EventLoopIndicator } from './event-loop.indicator'

class FakeActivity extends QueueActivity {
  queue: QueueState = {
    name: 'assessments',
    waitTimeSeconds: 20,
    visibilityTimeoutSeconds: 60,
    isPaused: false,
    closedGates: [],
    slotsBusy: 3,
    slotsTotal: 4,
    slotsStuck: 0,
    staleDeleteCount: 2
  }

  override status() {
    return { isDraining: false, queues: [this.queue] }
  }
}

describe('ActivityReport', () => {
  const activity = new FakeActivity()
  const delay = new EventLoopDelay()
  const totals = new MetricTotals()
  const written: EventRecord[] = []
  const events = new EventLog({ write: (_, record) => written.push(record) })
  const eventLoop = new EventLoopIndicator(delay, new HealthIndicatorService())
  const report = new ActivityReport(activity, eventLoop, new Metrics([totals]), events)

  afterAll(() => delay.onApplicationShutdown())

  it('measures slots and event loop, and counts what stale deletes came to since it last looked', () => {
    report.observe()
    activity.queue = { ...activity.queue, slotsBusy: 0, staleDeleteCount: 5 }
    report.observe()
    report.observe()
    const queue = 'assessments'
    expect(totals.readings()).toEqual([
      { name: 'StaleDeletes', unit: 'Count', queue, value: 5 },
      { name: 'SlotsBusy', unit: 'Count', queue, value: 0 },
      { name: 'SlotsTotal', unit: 'Count', queue, value: 4 },
      { name: 'EventLoopLagP99', unit: 'Milliseconds', value: 0 }
    ])
  })

  it('says once that the worker receives, when a receive has succeeded', () => {
    const lastPollError = { at: new Date(), message: 'connect ECONNREFUSED' }
    const failed = {
      ...activity.queue,
      pollStartedAt: new Date(),
      lastPollFinishedAt: new Date(),
      lastPollError
    }
    for (const queue of [{ ...activity.queue, pollStartedAt: new Date() }, failed]) {
      activity.queue = queue
      report.observe()
    }
    expect(written).toEqual([])
    activity.queue = { ...failed, lastPollError: undefined }
    report.observe()
    report.observe()
    expect(written).toEqual([{ 'event.action': 'worker_ready', 'event.duration': expect.any(Number) }])
  })
})
