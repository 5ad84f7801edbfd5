import { FakeJobLedger } from '../test/fakes/fake-job-ledger'
import { OutboxMeasures } from './app.metrics'
import { EventLog, type EventRecord } from './observability/log-events'
import { MetricTotals } from './observability/metric-totals'
import { Metrics } from './observability/metrics'

describe('OutboxMeasures', () => {
  const written: EventRecord[] = []
  const totals = new MetricTotals()
  const ledger = new FakeJobLedger()
  const events = new EventLog({ write: (_, record) => written.push(record) })
  const measures = new OutboxMeasures(ledger, new Metrics([totals]), events)

  it('measures what is still to be sent', async () => {
    ledger.outbox = async () => ({ pending: 3, oldestSeconds: 42.5 })
    await measures.countNow()
    expect(totals.readings()).toMatchObject([
      { name: 'OutboxPending', value: 3 },
      { name: 'OutboxOldestSeconds', value: 42.5 }
    ])
  })

  it('says when it could not be counted, and asks once at a time', async () => {
    let asked = 0
    ledger.outbox = async () => {
      asked += 1
      throw new Error('no connection')
    }
    await Promise.all([measures.countNow(), measures.countNow()])
    expect(asked).toBe(1)
    expect(written).toMatchObject([{ 'event.action': 'sweep_failed' }])
  })

  it('stops with the application', async () => {
    jest.useFakeTimers()
    try {
      measures.onApplicationBootstrap()
      expect(jest.getTimerCount()).toBe(1)
      await measures.onModuleDestroy()
      expect(jest.getTimerCount()).toBe(0)
    } finally {
      jest.useRealTimers()
    }
  })
})
