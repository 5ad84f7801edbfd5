import { setTimeout as delay } from 'node:timers/promises'
import { SendMessageCommand, SQSClient, SQSServiceException } from '@aws-sdk/client-sqs'
import { Client } from 'pg'
import type { LocalEnvironment, LocalQueue, WorkerLog, WorkerProcess } from '@nrf/local-env'
import { HANG_MS } from './reader-thread'

const POLL_MS = 10
const API_KEY = 'local-key'
const MAX_RECEIVE_COUNT = 2
const isVerdict = ({ 'event.action': action, 'error.code': code }: WorkerLog): boolean =>
  action !== 'boundary_checked' && typeof code === 'string'
const ENDS = new Set<unknown>(['message_deleted', 'message_quarantined'])

/** Files that come back one by one; codes are those of docs/codes.md. */
export interface CheckVerdict {
  readonly status: number
  readonly code: string
}

/** A real worker that messages and files are thrown at; both are followed to their end. */
export class WorkerUnderFire {
  /** Failure code of the last message. */
  private code?: unknown

  private constructor(
    private readonly environment: LocalEnvironment,
    private worker: WorkerProcess,
    private readonly queue: LocalQueue,
    private readonly sqs: SQSClient,
    private readonly databaseStartedAt: string
  ) {}

  static async start(environment: LocalEnvironment): Promise<WorkerUnderFire> {
    const queue = await environment.queues.createQueue('fuzz', { maxReceiveCount: MAX_RECEIVE_COUNT })
    const worker = await startWorker(environment, queue)
    const { region, endpoint, credentials } = environment.queues
    const sqs = new SQSClient({ region, endpoint, credentials })
    return new WorkerUnderFire(environment, worker, queue, sqs, await startOf(environment))
  }

  get backend(): LocalEnvironment['backend'] {
    return this.environment.backend
  }

  /** Resident memory of the worker. */
  rssMiB(): number {
    return this.worker.hasEnded ? Number.NaN : this.worker.rssMiB()
  }

  /** Sends a message and waits until the worker is done with it. @returns its last event and code */
  async message(body: string): Promise<string> {
    await this.reviveWorker()
    const MessageId = await this.send(body)
    if (MessageId === undefined) return 'refused by the queue'
    const isEnd = (log: WorkerLog): boolean =>
      ENDS.has(log['event.action']) && log['event.reason'] === MessageId
    const end = await this.logged(isEnd, `message ${MessageId}`)
    return [end['event.action'], this.code].filter((part) => typeof part === 'string').join(' ')
  }

  /** @throws Error when the answer is late, or says that it is the service's fault */
  async file(filename: string, bytes: Uint8Array): Promise<CheckVerdict> {
    await this.reviveWorker()
    const form = new FormData()
    form.append('geometry_file', new Blob([Buffer.from(bytes)]), filename)
    const response = await fetch(`http://127.0.0.1:${this.worker.port}/check-boundary`, {
      method: 'POST',
      headers: { 'x-api-key': API_KEY },
      body: form,
      signal: AbortSignal.timeout(HANG_MS)
    })
    const text = await response.text()
    const { error, detail }: { error?: string | null; detail?: string } = JSON.parse(text)
    if (response.status >= 500) throw new Error(`Answered ${response.status}: ${text.slice(0, 200)}`)
    return { status: response.status, code: error ?? detail ?? 'accepted' }
  }

  /** Worker and database are the processes that they were. @throws Error */
  async assertSameProcesses(): Promise<void> {
    if (this.worker.hasEnded) throw new Error(`The worker ended:\n${this.worker.output}`)
    const startedAt = await startOf(this.environment)
    if (startedAt !== this.databaseStartedAt) throw new Error('The database was restarted')
  }

  /** The worst delay of the event loop since the start of the worker, as it was sampled, in milliseconds. */
  async eventLoopP99Ms(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.worker.port}/health/detail`, {
      signal: AbortSignal.timeout(HANG_MS)
    })
    const detail: { metrics: readonly { name: string; value: number }[] } = JSON.parse(await response.text())
    return detail.metrics.find(({ name }) => name === 'EventLoopLagP99')?.value ?? 0
  }

  stop(): void {
    this.sqs.destroy()
  }

  /** A worker that has ended is a failure already; the next one serves to find the smallest input. */
  private async reviveWorker(): Promise<void> {
    if (this.worker.hasEnded) this.worker = await startWorker(this.environment, this.queue)
  }

  /** SQS itself takes neither empty texts nor every control character. */
  private async send(body: string): Promise<string | undefined> {
    try {
      const sent = await this.sqs.send(
        new SendMessageCommand({ QueueUrl: this.queue.url, MessageBody: body })
      )
      return sent.MessageId
    } catch (error) {
      if (error instanceof SQSServiceException && error.$fault === 'client') return undefined
      throw error
    }
  }

  /** Looks through new lines only, and forgets those that were looked through: an hour has many. */
  private async logged(isWanted: (log: WorkerLog) => boolean, what: string): Promise<WorkerLog> {
    const deadline = performance.now() + HANG_MS
    for (;;) {
      const found = this.worker.logs.find(isWanted)
      if (found !== undefined) {
        this.code = this.worker.logs.findLast(isVerdict)?.['error.code']
        this.worker.logs.length = 0
        return found
      }
      if (this.worker.hasEnded) throw new Error(`The worker ended:\n${this.worker.output}`)
      if (performance.now() > deadline) throw new Error(`No end of ${what} within ${HANG_MS} ms`)
      await delay(POLL_MS)
    }
  }
}

async function startWorker(environment: LocalEnvironment, queue: LocalQueue): Promise<WorkerProcess> {
  const worker = await environment.startWorker({
    AWS_SQS_QUEUE_URL: queue.url,
    SQS_WAIT_TIME_SECONDS: '1',
    LOG_FORMAT: 'ecs',
    JOB_MAX_ATTEMPTS: '1',
    JOB_RETRY_BASE_SECONDS: '1'
  })
  await worker.ready(HANG_MS)
  return worker
}

async function startOf({ database }: LocalEnvironment): Promise<string> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    const { rows } = await client.query<{ at: string }>('SELECT pg_postmaster_start_time()::text AS at')
    return rows[0].at
  } finally {
    await client.end()
  }
}
