import { EventLog, type EventRecord } from '../../observability/log-events'
import { MetricTotals } from '../../observability/metric-totals'
import { Metrics } from '../../observability/metrics'
import { NotifyBreaker } from './notify-breaker'
import { NotifyFailure } from './notify-failure'

const START = Date.UTC(2026, 10, 24, 12)

describe('NotifyBreaker', () => {
  let now: number
  let told: EventRecord[]
  let totals: MetricTotals
  let breaker: NotifyBreaker

  beforeEach(() => {
    now = START
    told = []
    totals = new MetricTotals()
    const events = new EventLog({ write: (_level, record) => told.push(record) })
    breaker = new NotifyBreaker(events, new Metrics([totals]), () => now)
  })

  const fail = (kind: NotifyFailure['kind'], holdSeconds?: number): void =>
    breaker.noteFailure(new NotifyFailure(kind, `Notify said ${kind}`), holdSeconds)
  const actions = () => told.map((record) => record['event.action'])

  it('is untroubled at first, and by an answer that is missing once or twice', () => {
    fail('unavailable')
    fail('unavailable')
    breaker.noteAnswer()
    fail('unavailable')
    expect(breaker.trouble()).toBeUndefined()
    expect(told).toEqual([])
  })

  it('tells once when the third answer in a row is missing, and once when there is one again', () => {
    for (let count = 0; count < 5; count += 1) fail('unavailable')
    expect(breaker.trouble()).toEqual({ since: new Date(START), reason: 'Notify said unavailable' })
    expect(breaker.hold()).toBeUndefined()
    now += 90_000
    breaker.noteAnswer()
    breaker.noteAnswer()
    expect(breaker.trouble()).toBeUndefined()
    expect(told).toEqual([
      { 'event.action': 'notify_degraded', 'event.reason': 'unavailable' },
      { 'event.action': 'notify_recovered', 'event.duration': 90e9 }
    ])
    expect(totals.total('NotifyOutages')).toBe(1)
  })

  it.each([
    ['rate-limited', 'minute'],
    ['daily-limit', 'day']
  ] as const)('counts that e-mails are %s, and tells the end only when one is taken', (kind, reason) => {
    fail(kind, 60)
    breaker.noteAnswer()
    expect(breaker.trouble()).toBeDefined()
    now += 60_000
    expect(breaker.hold()).toBeUndefined()
    expect(actions()).toEqual(['notify_degraded'])
    breaker.noteTaken()
    expect(breaker.trouble()).toBeUndefined()
    const counted = totals.readings().find(({ name }) => name === 'NotifyRateLimited')
    expect(counted).toMatchObject({ reason, value: 1 })
    expect(actions()).toEqual(['notify_degraded', 'notify_recovered'])
  })

  it('is untroubled when the time of a limit is over, though it has no e-mail to try, and troubled by the next', () => {
    fail('rate-limited', 60)
    now += 59_999
    expect(breaker.trouble()).toBeDefined()
    now += 1
    expect(breaker.trouble()).toBeUndefined()
    fail('rate-limited', 60)
    expect(breaker.trouble()).toEqual({ since: new Date(START), reason: 'Notify said rate-limited' })
    expect(actions()).toEqual(['notify_degraded'])
  })

  it('stays troubled by a refused key until Notify takes it, as no clock mends that', () => {
    fail('unauthorised', 300)
    now += 3_600_000
    expect(breaker.trouble()).toBeDefined()
    breaker.noteTaken()
    expect(breaker.trouble()).toBeUndefined()
  })

  it('goes by the limit while that lasts, whatever else fails meanwhile', () => {
    fail('daily-limit', 3600)
    for (let count = 0; count < 3; count += 1) fail('unavailable')
    breaker.noteAnswer()
    expect(breaker.hold()).toEqual({ retryAfterSeconds: 3600, reason: 'Notify said daily-limit' })
  })

  it('holds every e-mail for the rest of the time after a refused key', () => {
    fail('unauthorised', 300)
    now += 100_500
    expect(breaker.hold()).toEqual({ retryAfterSeconds: 200, reason: 'Notify said unauthorised' })
    breaker.noteAnswer()
    expect(breaker.hold()).toBeUndefined()
  })
})
