import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { startQueues, type LocalQueues } from './local-queues'

describe('queue server', () => {
  let queues: LocalQueues
  let client: SQSClient

  beforeAll(async () => {
    queues = await startQueues()
    client = queues.createClient()
  })
  afterAll(async () => {
    client.destroy()
    await queues.stop()
  })

  const receive = async (url: string) => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        WaitTimeSeconds: 5,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        MessageAttributeNames: ['All']
      })
    )
    return Messages
  }

  it('carries a message with its attributes and forgets it when it is deleted', async () => {
    const { url } = await queues.createQueue('round-trip', { visibilityTimeoutSeconds: 1 })
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: 'one',
        MessageAttributes: { CorrelationId: { DataType: 'String', StringValue: 'trace-1' } }
      })
    )
    const [message] = await receive(url)
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }))
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })
    )

    expect(message).toMatchObject({
      Body: 'one',
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: { CorrelationId: { StringValue: 'trace-1' } }
    })
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      VisibilityTimeout: '1'
    })
  })

  it('moves a message that comes back too often to the dead-letter queue', async () => {
    const { url, deadLetterUrl } = await queues.createQueue('poison', {
      visibilityTimeoutSeconds: 0,
      maxReceiveCount: 2
    })
    await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'poison' }))

    expect(await receive(url)).toHaveLength(1)
    expect(await receive(url)).toHaveLength(1)
    await client.send(new ReceiveMessageCommand({ QueueUrl: url }))
    expect(await receive(deadLetterUrl)).toMatchObject([{ Body: 'poison' }])
  })

  it('goes by the loopback address everywhere', async () => {
    const { url, deadLetterUrl } = await queues.createQueue('address')
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'address' }))
    const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'address' }))

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/address$/)
    expect(QueueUrl).toBe(url)
    expect(QueueUrls).toEqual(expect.arrayContaining([url, deadLetterUrl]))
  })

  it('gives an existing queue its new settings', async () => {
    await queues.createQueue('again', { visibilityTimeoutSeconds: 10 })
    const { url } = await queues.createQueue('again', { visibilityTimeoutSeconds: 20 })
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'] })
    )

    expect(Attributes?.VisibilityTimeout).toBe('20')
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toMatchObject({ maxReceiveCount: 10 })
  })
})
