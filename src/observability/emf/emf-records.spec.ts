import { Metrics } from '../metrics'
import { EmfRecords } from './emf-records'

const NAMING = { namespace: 'nrf/worker', serviceName: 'nrf-worker' }

describe('EmfRecords', () => {
  let records: EmfRecords
  let metrics: Metrics

  beforeEach(() => {
    records = new EmfRecords(NAMING)
    metrics = new Metrics([records])
  })

  const drained = (): unknown[] => records.drain().map((line): unknown => JSON.parse(line))

  it('writes the sum of a counter, the newest gauge and every value of a distribution', () => {
    metrics.count('JobsStarted')
    metrics.count('JobsStarted')
    metrics.gauge('OutboxPending', 7)
    metrics.gauge('OutboxPending', 0)
    metrics.record('JobDuration', 12.5)
    metrics.record('JobDuration', 3)

    expect(drained()).toEqual([
      {
        Service: 'nrf-worker',
        JobsStarted: 2,
        OutboxPending: 0,
        JobDuration: [12.5, 3],
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'nrf/worker',
              Dimensions: [['Service']],
              Metrics: expect.arrayContaining([
                { Name: 'JobsStarted', Unit: 'Count' },
                { Name: 'OutboxPending', Unit: 'Count' },
                { Name: 'JobDuration', Unit: 'Milliseconds' }
              ])
            }
          ]
        }
      }
    ])
  })

  it('keeps series with different dimensions apart, and gives those with a reason over all reasons too', () => {
    metrics.count('MessagesReceived', { queue: 'assessments' })
    metrics.count('JobsFailed', { reason: 'backend_unavailable' })
    metrics.count('JobsFailed', { reason: 'invalid_geometry' }, 2)

    expect(drained()).toMatchObject([
      { Queue: 'assessments', MessagesReceived: 1 },
      {
        Reason: 'backend_unavailable',
        JobsFailed: 1,
        _aws: { CloudWatchMetrics: [{ Dimensions: [['Service'], ['Service', 'Reason']] }] }
      },
      { Reason: 'invalid_geometry', JobsFailed: 2 }
    ])
  })

  it('begins anew after each drain', () => {
    metrics.count('JobsStarted')
    records.drain()

    expect(drained()).toEqual([])
    metrics.count('JobsStarted')
    expect(drained()).toMatchObject([{ JobsStarted: 1 }])
  })

  it('names log group, log stream and type of the service where they are given', () => {
    records = new EmfRecords({
      ...NAMING,
      serviceType: 'nodejs',
      logGroupName: 'group',
      logStreamName: 'stream'
    })
    records.record({ name: 'JobsStarted', value: 1, dimensions: {} })

    expect(drained()).toMatchObject([
      { ServiceType: 'nodejs', _aws: { LogGroupName: 'group', LogStreamName: 'stream' } }
    ])
  })
})
