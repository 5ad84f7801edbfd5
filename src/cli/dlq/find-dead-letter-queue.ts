import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs'
import { deadLetterQueueUrlOf } from '../../queue/dead-letter-queue-url'
import { atQueue } from './queue-fault'

const CALL_TIMEOUT_MS = 10_000

export interface FoundQueue {
  readonly url: string
  /** Messages that can be received now. */
  readonly waiting: number
  /** Messages that somebody holds at the moment. */
  readonly inFlight: number
}

/**
 * The dead-letter queue of a queue.
 *
 * @param given its address, where it is configured
 * @throws Error when there is none, or none that can be looked at without moving its messages
 */
export async function findDeadLetterQueue(
  client: Pick<SQSClient, 'send'>,
  queueUrl: string,
  given: string | undefined
): Promise<FoundQueue> {
  const url = given ?? (await fromRedrivePolicy(client, queueUrl))
  if (url === queueUrl)
    throw new Error(`${url} is the queue of the service itself, not its dead-letter queue`)
  const attributes = await attributesOf(client, url, [
    'RedrivePolicy',
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible'
  ])
  if (attributes.RedrivePolicy) {
    throw new Error(
      `${url} has a redrive policy of its own: looking at its messages would move them on. ` +
        'Take the policy away, or name another queue with AWS_SQS_DLQ_URL or --queue.'
    )
  }
  return {
    url,
    waiting: Number(attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
  }
}

async function fromRedrivePolicy(client: Pick<SQSClient, 'send'>, queueUrl: string): Promise<string> {
  const { RedrivePolicy } = await attributesOf(client, queueUrl, ['RedrivePolicy'])
  const url = deadLetterQueueUrlOf(queueUrl, RedrivePolicy)
  if (url === undefined) {
    throw new Error(
      `The queue ${queueUrl} has no redrive policy, so its dead-letter queue is not known. ` +
        'Name it with AWS_SQS_DLQ_URL or --queue.'
    )
  }
  return url
}

async function attributesOf(
  client: Pick<SQSClient, 'send'>,
  url: string,
  AttributeNames: QueueAttributeName[]
): Promise<Partial<Record<string, string>>> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames })
  const call = client.send(command, { abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) })
  const { Attributes = {} } = await atQueue(url, call)
  return Attributes
}
