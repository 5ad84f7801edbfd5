import { ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'

// fauxqs has no CommonJS build, and a process of its own keeps its work apart. It ends when its stdin closes.
const LAUNCHER = `
import { startFauxqs } from 'fauxqs'
const server = await startFauxqs({ port: 0, logger: false })
process.stdout.write(JSON.stringify({ port: server.port }) + '\\n')
process.stdin.resume().on('end', () => process.exit(0))
`
const BATCH = 10

/** An SQS server on this machine. */
export class QueueServer {
  private readonly client: SQSClient

  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number
  ) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
    this.client = new SQSClient({ region: 'eu-west-2', endpoint: this.endpoint, credentials })
  }

  static async start(): Promise<QueueServer> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', LAUNCHER], {
      stdio: ['pipe', 'pipe', 'inherit'],
      cwd: __dirname
    })
    for await (const line of createInterface({ input: child.stdout })) {
      const started: { port: number } = JSON.parse(line)
      return new QueueServer(child, started.port)
    }
    throw new Error('The SQS server ended before it had started')
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`
  }

  stop(): void {
    this.client.destroy()
    this.child.stdin?.end()
  }

  /** Makes a queue that holds these messages in this order; answers its address. */
  async fill(name: string, bodies: readonly string[]): Promise<string> {
    const { QueueUrl } = await this.client.send(new CreateQueueCommand({ QueueName: name }))
    for (let start = 0; start < bodies.length; start += BATCH) {
      const Entries = bodies
        .slice(start, start + BATCH)
        .map((MessageBody, index) => ({ Id: String(index), MessageBody }))
      await this.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    }
    return QueueUrl!
  }
}
