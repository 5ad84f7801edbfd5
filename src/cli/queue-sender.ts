import { randomUUID } from 'node:crypto'
import { SQSClient, type MessageAttributeValue } from '@aws-sdk/client-sqs'
import { Logger } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { SqsModule, SqsService } from '@ssut/nestjs-sqs'

export interface QueueAddress {
  readonly url: string
  readonly deadLetterUrl?: string
  readonly region: string
  /** Address of an emulator; undefined on AWS. */
  readonly endpoint?: string
  /** Of an emulator; on AWS the SDK finds the operator's own. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export interface QueueSender {
  /** Sends one message; its id. */
  send(message: object): Promise<string>
  /** Sends a message that was sent before; its new id. */
  resend(body: string, attributes: Readonly<Record<string, MessageAttributeValue>>): Promise<string>
  /** Messages that wait in the dead-letter queue. */
  deadLetterCount(): Promise<number>
}

const JOBS = 'jobs'
const DEAD_LETTERS = 'dead-letters'

/** Lends a sender for one queue, under the operator's own rights: the worker itself never sends. */
export async function withQueueSender<T>(
  address: QueueAddress,
  use: (sender: QueueSender) => Promise<T>
): Promise<T> {
  const { region, endpoint, credentials, url, deadLetterUrl } = address
  const sqs = new SQSClient({ region, endpoint, credentials })
  const producer = (name: string, queueUrl: string) => ({ name, queueUrl, region, sqs })
  const producers = [producer(JOBS, url), ...(deadLetterUrl ? [producer(DEAD_LETTERS, deadLetterUrl)] : [])]
  Logger.overrideLogger(['error', 'fatal'])
  const app = await NestFactory.createApplicationContext(SqsModule.register({ producers }))
  try {
    return await use(senderOf(app.get(SqsService)))
  } finally {
    await app.close()
    sqs.destroy()
  }
}

function senderOf(service: SqsService): QueueSender {
  const sendBody: QueueSender['resend'] = async (body, messageAttributes) => {
    const [sent] = await service.send(JOBS, { id: randomUUID(), body, messageAttributes })
    return String(sent?.MessageId)
  }
  return {
    send: (message) => sendBody(JSON.stringify(message), {}),
    resend: sendBody,
    async deadLetterCount() {
      const { ApproximateNumberOfMessages: count } = await service.getQueueAttributes(DEAD_LETTERS)
      return Number(count)
    }
  }
}
