import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { FaultBench } from './fault-bench'

/** Jobs whose messages are dead letters that no worker has claimed: each has to be completed once it is sent back. */
export async function bury(bench: FaultBench, count: number): Promise<string[]> {
  const { client, deadLetterUrl: QueueUrl } = bench.service.queue
  const references = Array.from({ length: count }, () => bench.know())
  for (const reference of references) {
    const MessageBody = JSON.stringify({ reference })
    const { MessageId: messageId = '' } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody }))
    bench.history.add({ kind: 'submitted', messageId, reference, end: 'completed' })
  }
  return references
}

/** Dead letters that can be received, and that somebody holds. */
export async function buriedCounts({ service }: FaultBench): Promise<{ waiting: number; inFlight: number }> {
  const { client, deadLetterUrl: QueueUrl } = service.queue
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible']
    })
  )
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible)
  }
}
