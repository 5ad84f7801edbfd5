import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs'
import { deadLetterQueueUrlOf } from './dead-letter-queue-url'

const CALL_TIMEOUT_MS = 10_000

export interface QueueDepth {
  /** Messages that can be received now. */
  readonly waiting: number
  /** Messages that some worker holds. */
  readonly inFlight: number
  /** Messages in the dead-letter queue; undefined when the queue has none. */
  readonly dead?: number
}

type Attributes = Partial<Record<string, string>>

/**
 * Asks SQS how much there is in a queue and in its dead-letter queue; both figures are approximate.
 *
 * @param deadLetterQueueUrl where it is configured; else it is found by the redrive policy of the queue
 * @throws the error of SQS, or Error when an answer has no figure
 */
export async function readQueueDepth(
  client: Pick<SQSClient, 'send'>,
  url: string,
  { deadLetterQueueUrl, signal }: { readonly deadLetterQueueUrl?: string; readonly signal: AbortSignal }
): Promise<QueueDepth> {
  const ask = (queueUrl: string, names: QueueAttributeName[]) => attributesOf(client, queueUrl, names, signal)
  const attributes = await ask(url, [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'RedrivePolicy'
  ])
  const depth = {
    waiting: figureOf(attributes, 'ApproximateNumberOfMessages'),
    inFlight: figureOf(attributes, 'ApproximateNumberOfMessagesNotVisible')
  }
  const deadUrl = deadLetterQueueUrl ?? deadLetterQueueUrlOf(url, attributes.RedrivePolicy)
  if (deadUrl === undefined) return depth
  const dead = await ask(deadUrl, ['ApproximateNumberOfMessages'])
  return { ...depth, dead: figureOf(dead, 'ApproximateNumberOfMessages') }
}

async function attributesOf(
  client: Pick<SQSClient, 'send'>,
  url: string,
  AttributeNames: QueueAttributeName[],
  signal: AbortSignal
): Promise<Attributes> {
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames })
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)])
  const { Attributes = {} } = await client.send(command, { abortSignal })
  return Attributes
}

function figureOf(attributes: Attributes, name: QueueAttributeName): number {
  const text = attributes[name]
  if (text === undefined || !/^\d+$/.test(text)) throw new Error(`SQS gave no ${name}`)
  return Number(text)
}
