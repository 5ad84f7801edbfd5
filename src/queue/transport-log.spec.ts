import type { SqsTransportEvent } from '@nrf/sqs-transport'
import { EventLog, type EventRecord } from '../observability/log-events'
import { MetricTotals } from '../observability/metric-totals'
import { Metrics } from '../observability/metrics'
import { MessageTraces } from './message-traces'
import { TransportLog } from './transport-log'

const OF_MESSAGE = { queue: 'assessments', messageId: 'message-1', receiveCount: 1 } as const

describe('TransportLog', () => {
  let totals: MetricTotals
  let written: { record: EventRecord; sentence: string }[]
  let log: TransportLog
  let metrics: Metrics

  beforeEach(() => {
    totals = new MetricTotals()
    metrics = new Metrics([totals])
    written = []
    const events = new EventLog({ write: (_, record, sentence) => written.push({ record, sentence }) })
    log = new TransportLog(events, new MessageTraces(), totals, metrics)
  })

  const readings = () =>
    Object.fromEntries(
      totals
        .readings()
        .map((reading) => [
          [reading.name, reading.reason].filter(Boolean).join('/'),
          'value' in reading ? reading.value : reading.count
        ])
    )

  it.each<[SqsTransportEvent, Record<string, number>]>([
    [{ type: 'message_duplicate', ...OF_MESSAGE }, { MessagesDuplicateInFlight: 1 }],
    [{ type: 'message_delete_failed', ...OF_MESSAGE, error: undefined }, { DeleteFailed: 1 }],
    [
      { type: 'message_released', ...OF_MESSAGE, reason: 'gate-closed' },
      { 'MessagesReleased/gate-closed': 1 }
    ],
    [
      { type: 'message_dead_letter_soon', ...OF_MESSAGE, durationMs: 1, error: undefined },
      { MessagesQuarantined: 1 }
    ],
    [{ type: 'lease_lost', ...OF_MESSAGE }, { LeaseLost: 1 }],
    [{ type: 'heartbeat_sent', queue: 'assessments', messageCount: 3 }, { HeartbeatSent: 3 }],
    [
      { type: 'heartbeat_failed', queue: 'assessments', messageIds: ['a', 'b'], error: undefined },
      { HeartbeatFailed: 2 }
    ],
    [
      { type: 'poll_completed', queue: 'assessments', messageCount: 0, durationMs: 5 },
      { EmptyReceives: 1, PollDuration: 1 }
    ],
    [{ type: 'poll_completed', queue: 'assessments', messageCount: 1, durationMs: 5 }, { PollDuration: 1 }],
    [
      {
        type: 'poll_error',
        queue: 'assessments',
        errorClass: 'access',
        error: undefined,
        consecutiveErrors: 1,
        retryInMs: 1
      },
      { 'PollErrors/access': 1 }
    ],
    [{ type: 'gate_closed', queue: 'assessments', gate: 'ledger' }, { 'GateClosed/ledger': 1 }]
  ])('counts %j', (event, expected) => {
    log.write(event)
    expect(readings()).toEqual(expected)
  })

  it('times a message from its sending to its first receipt and to its delete', () => {
    const sentAt = new Date(Date.now() - 5000)
    log.write({ type: 'message_received', ...OF_MESSAGE, bodyBytes: 1, sentAt })
    log.write({ type: 'message_deleted', ...OF_MESSAGE, durationMs: 10 })
    const times = totals.readings().filter(({ unit }) => unit === 'Milliseconds')
    expect(times.map(({ name }) => name)).toEqual(['QueueWait', 'EndToEndLatency'])
    for (const time of times) expect('max' in time && time.max).toBeGreaterThanOrEqual(5000)
  })

  it('does not take the pause before another try for waiting, nor a clock that is late for a negative time', () => {
    const sentAt = new Date(Date.now() + 60_000)
    log.write({ type: 'message_received', ...OF_MESSAGE, receiveCount: 2, bodyBytes: 1, sentAt })
    log.write({ type: 'message_deleted', ...OF_MESSAGE, durationMs: 10 })
    expect(totals.readings().filter(({ unit }) => unit === 'Milliseconds')).toMatchObject([
      { name: 'EndToEndLatency', max: 0 }
    ])
  })

  it('tells of a job that is over its time, and of one that does not end', () => {
    log.write({ type: 'handler_deadline_exceeded', ...OF_MESSAGE, deadlineSeconds: 300 })
    log.write({ type: 'handler_stuck', ...OF_MESSAGE, overdueSeconds: 30 })
    expect(written.map(({ record }) => record['event.action'])).toEqual(['job_overdue', 'job_stuck'])
  })

  it('tells a pause of the operator from a gate that something else has closed', () => {
    for (const gate of ['pause', 'ledger'])
      for (const type of ['gate_closed', 'gate_opened'] as const)
        log.write({ type, queue: 'assessments', gate })
    expect(written.map(({ record }) => [record['event.action'], record['event.reason']])).toEqual([
      ['queue_paused', 'assessments'],
      ['queue_resumed', 'assessments'],
      ['gate_closed', 'ledger'],
      ['gate_opened', 'ledger']
    ])
  })

  it.each([
    [undefined, 'The queue has no redrive policy; 10 are recommended'],
    [3, 'The queue moves a message after 3 receives; 10 are recommended']
  ])('warns of a queue that receives too seldom: %s', (maxReceiveCount, sentence) => {
    log.write({ type: 'redrive_policy_read', queue: 'assessments', maxReceiveCount })
    const record = { 'event.action': 'queue_misconfigured', 'event.reason': 'assessments' }
    expect(written).toEqual([{ record, sentence }])
  })

  it('says nothing of a queue that receives often enough, or of routine', () => {
    log.write({ type: 'redrive_policy_read', queue: 'assessments', maxReceiveCount: 10 })
    log.write({ type: 'poll_completed', queue: 'assessments', messageCount: 0, durationMs: 1 })
    expect(written).toEqual([])
  })

  it('sums up the messages and the jobs when the transport has stopped', () => {
    metrics.count('JobsStarted', {}, 4)
    metrics.count('JobsCompleted', {}, 2)
    metrics.count('JobsFailed', { reason: 'invalid_geometry' })
    metrics.count('JobsDead')
    metrics.count('JobsInterrupted')
    const messages = { received: 5, processed: 3, failed: 1, interrupted: 1, released: 1 }
    log.write({ type: 'worker_drained', uptimeSeconds: 61, ...messages })
    expect(written).toMatchObject([{ record: { 'event.action': 'worker_shutdown' } }])
    expect(written[0].sentence).toBe(
      'Up 61 s: 5 received, 3 processed, 1 failed, 1 interrupted, 1 released, success rate 75.0 %; ' +
        'jobs: 4 begun, 2 completed, 1 failed tries, 1 dead, 1 interrupted'
    )
  })
})
