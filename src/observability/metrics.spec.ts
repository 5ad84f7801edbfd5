import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FAILURE_CODES } from '../failures/failure-codes'
import { countingEventSink } from './counting-event-sink'
import { EventLog } from './log-events'
import { METRIC_CATALOGUE } from './metric-catalogue'
import { MetricTotals } from './metric-totals'
import { Metrics, type Measurement } from './metrics'

const SOURCES = join(__dirname, '..')

/** Without the catalogue, and without the farewell of the transport, which reads totals. */
function workerCode(): string {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('cli/'))
    .filter((file) => !/(metric-catalogue|transport-log)\.ts$/.test(file))
    .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
    .join('\n')
}

describe('the catalogue of metrics', () => {
  const code = workerCode()

  it.each(Object.keys(METRIC_CATALOGUE))('holds no dead name: %s has a source', (name) => {
    expect(code.includes(`'${name}'`)).toBe(true)
  })

  it.each(Object.entries(METRIC_CATALOGUE))('explains %s', (name, { meaning, source }) => {
    expect(name).toMatch(/^([A-Z][a-z\d]+)+$/)
    expect(meaning).toMatch(/^[A-Z][^|\n]{5,}\.$/)
    expect(source).not.toBe('')
  })
})

describe('Metrics', () => {
  const taken: Measurement[] = []
  const metrics = new Metrics([{ record: (measurement) => taken.push(measurement) }])

  beforeEach(() => taken.splice(0))

  it('hands counts, gauges and values to its sink', () => {
    metrics.count('JobsStarted')
    metrics.count('HeartbeatSent', { queue: 'assessments' }, 3)
    metrics.gauge('SlotsBusy', 0, { queue: 'assessments' })
    metrics.record('JobDuration', 12.5)
    expect(taken).toEqual([
      { name: 'JobsStarted', value: 1, dimensions: {} },
      { name: 'HeartbeatSent', value: 3, dimensions: { queue: 'assessments' } },
      { name: 'SlotsBusy', value: 0, dimensions: { queue: 'assessments' } },
      { name: 'JobDuration', value: 12.5, dimensions: {} }
    ])
  })

  it.each(['NRF-000001', 'someone@example.org', 'site plan.geojson', '0b3a9d1e', 'a'.repeat(41)])(
    'lets no reference, person or file name into a dimension: %s',
    (reason) => {
      metrics.count('JobsFailed', { reason })
      expect(taken).toMatchObject([{ dimensions: { reason: 'other' } }])
    }
  )

  it.each([...Object.keys(FAILURE_CODES), 'air-quality:no_road'])(
    'keeps the code %s as a reason',
    (reason) => {
      metrics.count('JobsFailed', { reason })
      expect(taken).toMatchObject([{ dimensions: { reason } }])
    }
  )

  it('leaves out what is no number and counts nothing as nothing', () => {
    metrics.gauge('OutboxOldestSeconds', Number.NaN)
    metrics.record('QueueWait', Number.POSITIVE_INFINITY)
    metrics.count('StaleDeletes', {}, 0)
    expect(taken).toEqual([])
  })

  it('goes on when a sink fails, and still serves the others', () => {
    const totals = new MetricTotals()
    const failing = new Metrics([
      {
        record: () => {
          throw new Error('no agent')
        }
      },
      totals
    ])
    failing.count('JobsStarted')
    expect(totals.total('JobsStarted')).toBe(1)
  })
})

describe('MetricTotals', () => {
  it('adds counters up, keeps the newest gauge, and sums up distributions', () => {
    const totals = new MetricTotals()
    const metrics = new Metrics([totals])
    metrics.record('JobDuration', 10)
    metrics.record('JobDuration', 25)
    metrics.count('JobsFailed', { reason: 'backend_unavailable' })
    metrics.count('JobsFailed', { reason: 'backend_unavailable' })
    metrics.count('JobsFailed', { reason: 'job_timed_out' })
    metrics.gauge('SlotsBusy', 4, { queue: 'assessments' })
    metrics.gauge('SlotsBusy', 1, { queue: 'assessments' })
    expect(totals.readings()).toEqual([
      { name: 'SlotsBusy', unit: 'Count', queue: 'assessments', value: 1 },
      { name: 'JobsFailed', unit: 'Count', reason: 'backend_unavailable', value: 2 },
      { name: 'JobsFailed', unit: 'Count', reason: 'job_timed_out', value: 1 },
      { name: 'JobDuration', unit: 'Milliseconds', count: 2, mean: 17.5, max: 25 }
    ])
    expect(totals.total('JobsFailed')).toBe(3)
    expect(totals.total('JobsDead')).toBe(0)
  })
})

describe('counting events', () => {
  const totals = new MetricTotals()
  let written = 0
  const sink = { write: () => (written += 1) }
  const log = new EventLog(countingEventSink(sink, new Metrics([totals])))

  it('counts the events that are counted as they are, and writes them all', () => {
    log.info('job_snoozed', { reason: 'message-1' }, 'Looked at later')
    log.info('effect_replayed', {}, 'Sent again')
    log.warn('effect_unknown', {}, 'Nobody knows')
    log.info('message_duplicate', { reference: 'NRF-000001' }, 'Had ended before')
    log.info('message_duplicate', { reason: 'message-1' }, 'Is being worked on')
    log.info('job_completed', {}, 'Counted where it ends')
    expect(written).toBe(6)
    expect(totals.readings().map(({ name, ...figures }) => [name, figures])).toEqual([
      ['MessagesDuplicateCompleted', { unit: 'Count', value: 1 }],
      ['JobsSnoozed', { unit: 'Count', value: 1 }],
      ['EffectReplayed', { unit: 'Count', value: 1 }],
      ['EffectUnknown', { unit: 'Count', value: 1 }]
    ])
  })
})
