import { ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  Message,
  SendMessageBatchCommand,
  SendMessageCommand,
  SendMessageCommandInput,
  SQSClient,
  SQSClientConfig
} from '@aws-sdk/client-sqs'

// fauxqs has no CommonJS build, so the tests run it as a server of its own. It ends when its stdin closes.
const LAUNCHER = `
import { startFauxqs } from 'fauxqs'
const server = await startFauxqs({ port: 0, logger: false })
process.stdout.write(JSON.stringify({ port: server.port }) + '\\n')
process.stdin.resume().on('end', () => process.exit(0))
`

/** An SQS server over HTTP in a child process, for tests. */
export class FauxqsProcess {
  readonly client: SQSClient

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number
  ) {
    this.client = new SQSClient(this.clientConfig)
  }

  /** A client whose calls a test may fail by throwing, and whose received messages it may see. */
  clientWith(watch: {
    before?: (command: string | undefined) => void
    onMessages?: (messages: Message[]) => void
  }): SQSClient {
    const client = new SQSClient(this.clientConfig)
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          watch.before?.(commandName)
          const result = await next(args)
          if ('Messages' in result.output) watch.onMessages?.(result.output.Messages ?? [])
          return result
        },
      { step: 'initialize' }
    )
    return client
  }

  private get clientConfig(): SQSClientConfig {
    return {
      region: 'eu-west-2',
      endpoint: `http://127.0.0.1:${this.port}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1
    }
  }

  static async start(): Promise<FauxqsProcess> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', LAUNCHER], {
      stdio: ['pipe', 'pipe', 'inherit'],
      cwd: __dirname
    })
    for await (const line of createInterface({ input: child.stdout })) {
      const started: { port: number } = JSON.parse(line)
      return new FauxqsProcess(child, started.port)
    }
    throw new Error('The SQS server ended before it had started')
  }

  async stop(): Promise<void> {
    this.client.destroy()
    const ended = once(this.child, 'exit')
    this.child.stdin?.end()
    await ended
  }

  /** The address as fauxqs knows it; calls go to the client's endpoint, so the host need not resolve. */
  urlOf(queue: string): string {
    return `http://sqs.eu-west-2.localhost:${this.port}/000000000000/${queue}`
  }

  async createQueue(name: string, attributes: Record<string, string> = {}): Promise<string> {
    await this.client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }))
    return this.urlOf(name)
  }

  async deleteQueue(name: string): Promise<void> {
    await this.client.send(new DeleteQueueCommand({ QueueUrl: this.urlOf(name) }))
  }

  async createQueueWithDeadLetters(name: string, maxReceiveCount: number): Promise<string> {
    await this.createQueue(`${name}-dlq`)
    const deadLetterTargetArn = `arn:aws:sqs:eu-west-2:000000000000:${name}-dlq`
    return this.createQueue(name, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) })
  }

  /** Sends a message and answers its id. */
  async send(
    queue: string,
    body: string,
    attributes?: SendMessageCommandInput['MessageAttributes']
  ): Promise<string> {
    const command = new SendMessageCommand({
      QueueUrl: this.urlOf(queue),
      MessageBody: body,
      MessageAttributes: attributes
    })
    return (await this.client.send(command)).MessageId!
  }

  async sendMany(queue: string, bodies: readonly string[]): Promise<void> {
    for (let start = 0; start < bodies.length; start += 10) {
      const Entries = bodies
        .slice(start, start + 10)
        .map((MessageBody, index) => ({ Id: String(index), MessageBody }))
      await this.client.send(new SendMessageBatchCommand({ QueueUrl: this.urlOf(queue), Entries }))
    }
  }

  /** Messages that wait and messages that are hidden. */
  async depth(queue: string): Promise<{ visible: number; hidden: number }> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.urlOf(queue), AttributeNames: ['All'] })
    const { Attributes } = await this.client.send(command)
    return {
      visible: Number(Attributes?.ApproximateNumberOfMessages),
      hidden: Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
    }
  }
}
