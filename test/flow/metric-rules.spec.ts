import { metricFaults, namesIn } from './metric-rules'

const record = (changes: object = {}, { names = ['Service', 'Reason'], unit = 'Count' } = {}) => ({
  Service: 'nrf-worker',
  Reason: 'backend_unavailable',
  JobsFailed: 2,
  _aws: {
    Timestamp: Date.now(),
    CloudWatchMetrics: [
      {
        Namespace: 'nrf',
        Dimensions: [['Service'], names],
        Metrics: [{ Name: 'JobsFailed', Unit: unit }]
      }
    ]
  },
  ...changes
})

/** The rules would also be kept by metrics that nobody looks at. */
describe('the rules of the metrics', () => {
  it('are kept by a plain record', () => {
    expect(metricFaults([record()], 'nrf')).toEqual([])
    expect([...namesIn([record()])]).toEqual(['JobsFailed'])
  })

  it.each([
    ['a reference for a dimension', record({ Reason: 'NRF-900001' })],
    ['an address for a dimension', record({ Reason: 'somebody@example.org' })],
    ['another unit', record({}, { unit: 'Seconds' })],
    ['a missing dimension', record({}, { names: ['Service'] })],
    ['a text for a value', record({ JobsFailed: '2' })],
    ['two values of a counter', record({ JobsFailed: [1, 2] })]
  ])('are broken by %s', (_, broken) => {
    expect(metricFaults([broken], 'nrf')).not.toEqual([])
  })

  it('are broken by another namespace, and by a name that nobody knows', () => {
    const text = JSON.stringify(record()).replaceAll('JobsFailed', 'JobsLost')
    expect(metricFaults([record()], 'other')).not.toEqual([])
    expect(metricFaults([JSON.parse(text)], 'nrf')).not.toEqual([])
  })
})
