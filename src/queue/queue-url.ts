import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { QueueOptions } from '../config/config.tokens'

const TIMEOUT_MS = 10_000

/** The configured URL, else the address of the configured name (needs `sqs:GetQueueUrl`). */
export async function queueUrl(
  client: SQSClient,
  options: Pick<QueueOptions, 'queueUrl' | 'queueName'>
): Promise<string> {
  if (options.queueUrl !== undefined) return options.queueUrl
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: options.queueName }), {
    abortSignal: AbortSignal.timeout(TIMEOUT_MS)
  })
  if (QueueUrl === undefined) throw new Error(`SQS gave no address for the queue "${options.queueName}"`)
  return QueueUrl
}
