import { Consumer } from 'sqs-consumer'
import { EngineInput } from './engine'
import { CAP } from './scenarios'

/** The yardstick: one consumer with the largest batch, each message handled by itself. */
export async function startSqsConsumer(input: EngineInput): Promise<void> {
  const consumer = Consumer.create({
    queueUrl: input.queueUrl,
    sqs: input.client,
    batchSize: CAP,
    visibilityTimeout: 60,
    handleMessage: async (message) => {
      await input.work(message.Body ?? '')
      return message
    }
  })
  consumer.on('message_processed', input.onDeleted)
  consumer.start()
}
