import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient
} from '@aws-sdk/client-sqs'
import type { FauxqsConfig } from '../children/fauxqs.child'
import { childFile } from '../processes/compiled-file'
import { startChild } from '../processes/start-child'

const REGION = 'eu-west-2'
const ACCOUNT = '000000000000'
const READY_MS = 30_000
const REQUEST_TIMEOUT_MS = 10_000
/** The emulator takes any pair; the service signs with it. */
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const

export interface QueueSettings {
  /** Default 60. */
  readonly visibilityTimeoutSeconds?: number
  /** Receives after which a message moves to the dead-letter queue; default 3. */
  readonly maxReceiveCount?: number
}

export interface LocalQueue {
  readonly name: string
  readonly url: string
  readonly deadLetterUrl: string
}

/** An SQS emulator: makes queues on it. */
export class LocalQueues {
  readonly region = REGION
  readonly credentials = CREDENTIALS
  private readonly client: SQSClient

  /**
   * @param endpoint address of the emulator, for example `http://127.0.0.1:4566`
   * @param stopServer ends the emulator; left out for one that somebody else started
   */
  constructor(
    readonly endpoint: string,
    private readonly stopServer?: () => Promise<void>
  ) {
    this.client = new SQSClient({
      endpoint,
      region: REGION,
      credentials: CREDENTIALS,
      requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, connectionTimeout: REQUEST_TIMEOUT_MS }
    })
  }

  /** Makes a queue and its dead-letter queue `<name>-deadletter`; a queue that exists gets the new settings. */
  async createQueue(name: string, settings: QueueSettings = {}): Promise<LocalQueue> {
    const { visibilityTimeoutSeconds = 60, maxReceiveCount = 10 } = settings
    const deadLetterName = `${name}-deadletter`
    await this.client.send(new CreateQueueCommand({ QueueName: deadLetterName }))
    const deadLetterUrl = this.urlOf(deadLetterName)
    const { Attributes } = await this.client.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetterUrl, AttributeNames: ['QueueArn'] })
    )
    await this.client.send(new CreateQueueCommand({ QueueName: name }))
    await this.client.send(
      new SetQueueAttributesCommand({
        QueueUrl: this.urlOf(name),
        Attributes: {
          VisibilityTimeout: String(visibilityTimeoutSeconds),
          RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount })
        }
      })
    )
    return { name, url: this.urlOf(name), deadLetterUrl }
  }

  /** A client of the emulator with the same credentials; the caller destroys it. */
  createClient(): SQSClient {
    return new SQSClient({ endpoint: this.endpoint, region: REGION, credentials: CREDENTIALS })
  }

  /** Closes the connections made here, and ends the emulator if it was started with them. */
  async stop(): Promise<void> {
    this.client.destroy()
    await this.stopServer?.()
  }

  private urlOf(name: string): string {
    return `${this.endpoint}/${ACCOUNT}/${name}`
  }
}

/** Starts an SQS emulator in a process of its own, on a free port of the loopback address. It keeps nothing. */
export async function startQueues(): Promise<LocalQueues> {
  const config: FauxqsConfig = { region: REGION }
  const child = await startChild<{ port: number }>({
    file: childFile('fauxqs.child'),
    config,
    readyWithinMs: READY_MS
  })
  return new LocalQueues(`http://127.0.0.1:${child.ready.port}`, child.stop)
}
