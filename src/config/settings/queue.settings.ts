import { Setting } from '../setting'
import { HttpUrl, OneOf, RegularExpression, Text, WholeNumber } from '../setting-forms'

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}'
const TWELVE_HOURS = 43_200

export class QueueSettings {
  @Setting({ meaning: 'Region of the queue and of the database', default: 'eu-west-2' })
  @Text()
  readonly AWS_REGION!: string

  @Setting({
    meaning: 'Address of an AWS emulator; leave it out on AWS',
    example: 'http://127.0.0.1:4566',
    aliases: ['AWS_ENDPOINT_URL']
  })
  @HttpUrl()
  readonly SQS_ENDPOINT?: string

  @Setting({ meaning: 'Address of the queue; wins over SQS_QUEUE_NAME. One of the two is required' })
  @HttpUrl()
  readonly AWS_SQS_QUEUE_URL?: string

  @Setting({ meaning: 'Name of the queue', example: 'nrf_impact_assessment_queue' })
  @Text()
  readonly SQS_QUEUE_NAME?: string

  @Setting({
    meaning: 'Address of the dead-letter queue, for `nrf dlq`',
    fallback: 'from the redrive policy of the queue'
  })
  @HttpUrl()
  readonly AWS_SQS_DLQ_URL?: string

  @Setting({
    meaning: 'What a start does without its queue: `retry` until it is there, or `refuse` with exit code 78',
    default: 'retry'
  })
  @OneOf('retry', 'refuse')
  readonly SQS_MISSING_QUEUE!: 'retry' | 'refuse'

  @Setting({ meaning: 'Jobs that run at the same time', default: '4' })
  @WholeNumber(1, 64)
  readonly SQS_ASSESSMENTS_SLOTS!: number

  @Setting({
    meaning: 'Address of a second queue, of jobs that may wait: it gives way to the first',
    fallback: 'no second queue'
  })
  @HttpUrl()
  readonly SQS_BULK_QUEUE_URL?: string

  @Setting({ meaning: 'Jobs of the second queue that run at the same time', default: '1' })
  @WholeNumber(1, 64)
  readonly SQS_BULK_SLOTS!: number

  @Setting({ meaning: 'Seconds of one long poll', default: '20' })
  @WholeNumber(0, 20)
  readonly SQS_WAIT_TIME_SECONDS!: number

  @Setting({
    meaning: 'Seconds for which a received message stays invisible; renewed while its job runs',
    default: '60'
  })
  @WholeNumber(1, TWELVE_HOURS)
  readonly SQS_VISIBILITY_TIMEOUT!: number

  @Setting({
    meaning: 'Most messages per receive; fewer are asked for when fewer slots are free',
    default: '10'
  })
  @WholeNumber(1, 10)
  readonly SQS_MAX_MESSAGES!: number

  @Setting({ meaning: 'Largest message body in bytes', default: '262144' })
  @WholeNumber(1, 1_048_576)
  readonly SQS_MAX_BODY_BYTES!: number

  @Setting({
    meaning: 'Receives before SQS moves a message to the dead-letter queue, when the queue cannot be asked',
    default: '3'
  })
  @WholeNumber(1, 1000)
  readonly SQS_MAX_RECEIVE_COUNT!: number

  @Setting({ meaning: 'Seconds after which a job is aborted', default: '300' })
  @WholeNumber(1, TWELVE_HOURS)
  readonly JOB_HARD_TIMEOUT_SECONDS!: number

  @Setting({
    meaning: 'Regular expression that a whole reference has to match',
    default: `(NRF|NRL)-[0-9]{6}|${UUID}`
  })
  @RegularExpression()
  readonly REFERENCE_PATTERN!: string
}
