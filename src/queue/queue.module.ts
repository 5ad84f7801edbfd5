import { SQSClient } from '@aws-sdk/client-sqs'
import { Module } from '@nestjs/common'
import { SqsTransportModule, type SqsTransportOptions } from '@nrf/sqs-transport'
import {
  QUEUE_OPTIONS,
  SERVICE_OPTIONS,
  type QueueOptions,
  type ServiceOptions
} from '../config/config.tokens'
import { EventLog } from '../observability/log-events'
import { MetricTotals } from '../observability/metric-totals'
import { Metrics } from '../observability/metrics'
import { ProcessingModule } from '../processing/processing.module'
import { ASSESSMENT_REQUESTED, AssessmentRequestedController } from './assessment-requested.controller'
import { AssessmentJobs } from './assessment-jobs'
import { MessageTraces } from './message-traces'
import { MessageReader } from './messages/message-reader'
import { QueueGates, QueueGatesModule } from './queue-gates'
import { readQueueDepth } from './queue-depth'
import { QueueDepthMeasure, QueueDepthMeasures } from './queue-depth-measures'
import { ASSESSMENTS_QUEUE, BULK_QUEUE } from './queue-names'
import { queueUrl } from './queue-url'
import { TransportLog } from './transport-log'

/** The platform kills 5 s after its stop time-out; the drain has to be over by then. */
const FLUSH_SECONDS = 5

/** The controller and the transport meet here: each is in a module of its own. */
@Module({ providers: [MessageTraces, TransportLog], exports: [MessageTraces, TransportLog] })
class TransportLogModule {}

@Module({
  imports: [
    ProcessingModule,
    TransportLogModule,
    SqsTransportModule.forRootAsync({
      imports: [QueueGatesModule, TransportLogModule],
      inject: [QUEUE_OPTIONS, SERVICE_OPTIONS, TransportLog, QueueGates],
      useFactory: transportOptions
    })
  ],
  controllers: [AssessmentRequestedController],
  providers: [
    AssessmentJobs,
    MessageReader,
    {
      provide: QueueDepthMeasures,
      inject: [QUEUE_OPTIONS, Metrics, MetricTotals, EventLog],
      useFactory: depthMeasures
    }
  ]
})
export class QueueModule {}

function depthMeasures(
  queue: QueueOptions,
  metrics: Metrics,
  totals: MetricTotals,
  events: EventLog
): QueueDepthMeasures {
  const client = clientOf(queue)
  const { slots, bulk, deadLetterQueueUrl } = queue
  const shared = { metrics, totals, events }
  let url: string | undefined
  const live = new QueueDepthMeasure({
    ...shared,
    queue: ASSESSMENTS_QUEUE,
    slots,
    readDepth: async (signal) => {
      url ??= await queueUrl(client, queue)
      return readQueueDepth(client, url, { deadLetterQueueUrl, signal })
    }
  })
  if (bulk === undefined) return new QueueDepthMeasures([live])
  const readDepth = (signal: AbortSignal) => readQueueDepth(client, bulk.queueUrl, { signal })
  const waiting = new QueueDepthMeasure({ ...shared, queue: BULK_QUEUE, slots: bulk.slots, readDepth })
  return new QueueDepthMeasures([live, waiting])
}

function clientOf({ region, endpoint }: QueueOptions): SQSClient {
  return new SQSClient({ region, endpoint, maxAttempts: 1 })
}

async function transportOptions(
  queue: QueueOptions,
  service: ServiceOptions,
  log: TransportLog,
  gates: QueueGates
): Promise<SqsTransportOptions> {
  const createClient = (): SQSClient => clientOf(queue)
  const client = createClient()
  return {
    client,
    createClient,
    missingQueue: queue.missingQueue,
    queues: queuesOf(await queueUrl(client, queue), queue, gates),
    drainTimeoutMs: Math.max(1, service.gracefulShutdownTimeoutSeconds - FLUSH_SECONDS) * 1000,
    onEvent: (event) => log.write(event)
  }
}

type Queues = SqsTransportOptions['queues']

function queuesOf(url: string, queue: QueueOptions, gates: QueueGates): Queues {
  const live = { ...sharedOptions(queue), name: ASSESSMENTS_QUEUE, url, slots: queue.slots }
  const bulk = queue.bulk && {
    ...sharedOptions(queue),
    name: BULK_QUEUE,
    url: queue.bulk.queueUrl,
    slots: queue.bulk.slots,
    givesWayTo: ASSESSMENTS_QUEUE
  }
  return [live, ...(bulk ? [bulk] : [])].map((one) => ({ ...one, gates: gates.of(one.name) }))
}

function sharedOptions(queue: QueueOptions): Omit<Queues[number], 'name' | 'url' | 'slots'> {
  return {
    pattern: ASSESSMENT_REQUESTED,
    waitTimeSeconds: queue.waitTimeSeconds,
    visibilityTimeoutSeconds: queue.visibilityTimeoutSeconds,
    maxMessagesPerReceive: queue.maxMessages,
    maxReceiveCount: queue.maxReceiveCount,
    handlerDeadlineSeconds: queue.jobHardTimeoutSeconds,
    // The ledger's lease keeps a job single when SQS hands its message out again.
    interruptsOnLeaseLost: false
  }
}
