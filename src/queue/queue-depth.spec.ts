import type { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { EventLog, type EventRecord } from '../observability/log-events'
import { MetricTotals } from '../observability/metric-totals'
import { Metrics } from '../observability/metrics'
import { readQueueDepth, type QueueDepth } from './queue-depth'
import { QueueDepthMeasure, QueueDepthMeasures } from './queue-depth-measures'

const URL = 'https://sqs.eu-west-2.amazonaws.com/000000000000/jobs'
const { signal } = new AbortController()
const POLICY =
  '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-2:000000000000:jobs-deadletter","maxReceiveCount":3}'

/** Answers by address; keeps which were asked. */
function sqsWith(answers: Readonly<Record<string, Record<string, string>>>) {
  const asked: string[] = []
  const send = async ({ input }: GetQueueAttributesCommand) => {
    asked.push(input.QueueUrl!)
    return { Attributes: answers[input.QueueUrl!] }
  }
  return { asked, client: { send } as unknown as Pick<SQSClient, 'send'> }
}

const figures = (waiting: string, inFlight: string) => ({
  ApproximateNumberOfMessages: waiting,
  ApproximateNumberOfMessagesNotVisible: inFlight
})

describe('readQueueDepth', () => {
  it('finds the dead-letter queue by the redrive policy', async () => {
    const { client } = sqsWith({
      [URL]: { ...figures('12', '4'), RedrivePolicy: POLICY },
      [`${URL}-deadletter`]: figures('2', '0')
    })

    expect(await readQueueDepth(client, URL, { signal })).toEqual({ waiting: 12, inFlight: 4, dead: 2 })
  })

  it('asks the one that is configured', async () => {
    const { client, asked } = sqsWith({ [URL]: figures('0', '0'), 'https://sqs/other': figures('7', '0') })

    expect(await readQueueDepth(client, URL, { deadLetterQueueUrl: 'https://sqs/other', signal })).toEqual({
      waiting: 0,
      inFlight: 0,
      dead: 7
    })
    expect(asked).toEqual([URL, 'https://sqs/other'])
  })

  it('leaves the figure out where there is no dead-letter queue', async () => {
    expect(await readQueueDepth(sqsWith({ [URL]: figures('1', '0') }).client, URL, { signal })).toEqual({
      waiting: 1,
      inFlight: 0
    })
  })

  it('takes no missing figure for zero', async () => {
    await expect(readQueueDepth(sqsWith({ [URL]: {} }).client, URL, { signal })).rejects.toThrow(
      'SQS gave no ApproximateNumberOfMessages'
    )
  })
})

describe('QueueDepthMeasure', () => {
  const events: EventRecord[] = []
  let totals: MetricTotals
  let metrics: Metrics
  let nowMs: number
  let depth: QueueDepth | Error

  beforeEach(() => {
    events.splice(0)
    totals = new MetricTotals()
    metrics = new Metrics([totals])
    nowMs = 0
  })

  const measures = () =>
    new QueueDepthMeasure(
      {
        queue: 'assessments',
        slots: 4,
        readDepth: async () => {
          if (depth instanceof Error) throw depth
          return depth
        },
        metrics,
        totals,
        events: new EventLog({ write: (_, record) => events.push(record) })
      },
      () => nowMs
    )

  const measured = () =>
    Object.fromEntries(
      totals.readings().map((reading) => [reading.name, 'value' in reading && reading.value])
    )

  it('tells how much waits for each worker, and how long it will take', async () => {
    depth = { waiting: 90, inFlight: 11, dead: 2 }
    const it = measures()
    metrics.count('MessagesDeleted', { queue: 'assessments' }, 120)
    metrics.count('MessagesDeleted', { queue: 'bulk' }, 1000)
    nowMs = 60_000
    await it.measureNow()

    expect(measured()).toMatchObject({ BacklogPerTask: 30, EstimatedDrainSeconds: 15, DlqVisible: 2 })
  })

  it('estimates no time when nothing moves, and none is left when nothing waits', async () => {
    depth = { waiting: 5, inFlight: 0 }
    const it = measures()
    nowMs = 60_000
    await it.measureNow()
    expect(measured()).toEqual({ BacklogPerTask: 5 })

    depth = { waiting: 0, inFlight: 0 }
    await it.measureNow()
    expect(measured()).toEqual({ BacklogPerTask: 0, EstimatedDrainSeconds: 0 })
  })

  it('says once that it does not know', async () => {
    depth = new Error('AccessDenied')
    const it = measures()
    await Promise.all([it.measureNow(), it.measureNow()])
    await it.measureNow()

    expect(events).toMatchObject([{ 'event.action': 'queue_depth_unknown', 'error.message': 'AccessDenied' }])
    expect(measured()).toEqual({})
  })

  it('stops with the application', async () => {
    jest.useFakeTimers()
    try {
      depth = { waiting: 3, inFlight: 0 }
      const it = new QueueDepthMeasures([measures()])
      it.onApplicationBootstrap()
      expect(jest.getTimerCount()).toBe(1)
      await it.onModuleDestroy()
      expect(measured()).toEqual({ BacklogPerTask: 3 })
      expect(jest.getTimerCount()).toBe(0)
    } finally {
      jest.useRealTimers()
    }
  })
})
