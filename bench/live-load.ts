import { setTimeout as delay } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { LocalEnvironment, LocalQueue, WorkerLog, WorkerProcess } from '../libs/local-env/src'
import { badMessage, type Details } from './bad-among-good/bad-messages'

const POLL_MS = 50
const HALF = 0.5
const PATIENCE_MS = 60_000

export interface LiveLoadOptions {
  readonly goodJobs: number
  readonly jobsPerSecond: number
  /** One bad message goes out with every so many good ones; none when left out. */
  readonly goodPerBad?: number
}

interface Sent {
  readonly id: string
  readonly atMs: number
}

/** Sends jobs at an even pace and measures how long each good one takes, from the send to the delete. */
export class LiveLoad {
  private readonly sqs: SQSClient
  private jobs = 0

  constructor(
    private readonly environment: LocalEnvironment,
    private readonly queue: LocalQueue,
    private readonly worker: WorkerProcess,
    private readonly details: Details
  ) {
    const { region, endpoint, credentials } = environment.queues
    this.sqs = new SQSClient({ region, endpoint, credentials })
  }

  /** @returns milliseconds of every good job, in the order of sending */
  async run({ goodJobs, jobsPerSecond, goodPerBad }: LiveLoadOptions): Promise<number[]> {
    this.worker.logs.length = 0
    const badBodies = this.prepareBad(goodPerBad === undefined ? 0 : Math.ceil(goodJobs / goodPerBad))
    const sending: Promise<Sent>[] = []
    const bad: Promise<Sent>[] = []
    const startedAt = performance.now()
    const beat = (i: number): Promise<void> =>
      delay(Math.max(0, startedAt + (i / jobsPerSecond) * 1000 - performance.now()))
    for (let i = 0; i < goodJobs; i++) {
      await beat(i)
      sending.push(this.sendGood())
      if (goodPerBad === undefined || i % goodPerBad > 0) continue
      // Between two good ones: the work of sending it, in this process, is not the service's.
      await beat(i + HALF)
      bad.push(this.send(badBodies[i / goodPerBad]))
    }
    const sent = await Promise.all(sending)
    await this.untilEnded(sent, 'message_deleted')
    await this.untilEnded(await Promise.all(bad), 'message_quarantined')
    return sent.map(({ id, atMs }) => this.endOf(id, 'message_deleted')! - atMs)
  }

  stop(): void {
    this.sqs.destroy()
  }

  private sendGood(): Promise<Sent> {
    const reference = this.nextReference()
    this.environment.backend.put({ ...this.details, reference })
    return this.send(JSON.stringify({ version: 1, reference }))
  }

  /** Made before the clock runs, since the backend and the clock of this bench share one event loop. */
  private prepareBad(count: number): string[] {
    return Array.from({ length: count }, (_, turn) => {
      const { body, details } = badMessage(turn, this.nextReference(), this.details)
      if (details !== undefined) this.environment.backend.put(details)
      return body
    })
  }

  private nextReference(): string {
    this.jobs += 1
    return `NRF-${100_000 + this.jobs}`
  }

  private async send(body: string): Promise<Sent> {
    const atMs = Date.now()
    const command = new SendMessageCommand({ QueueUrl: this.queue.url, MessageBody: body })
    const { MessageId } = await this.sqs.send(command)
    return { id: MessageId!, atMs }
  }

  private async untilEnded(sent: readonly Sent[], event: string): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const open = sent.filter(({ id }) => this.endOf(id, event) === undefined)
      if (open.length === 0) return
      if (performance.now() > deadline) throw new Error(`${open.length} messages without ${event}`)
      await delay(POLL_MS)
    }
  }

  /** When the worker wrote the event, in milliseconds since the epoch. */
  private endOf(id: string, event: string): number | undefined {
    const isEnd = (log: WorkerLog): boolean => log['event.action'] === event && log['event.reason'] === id
    const at = this.worker.logs.find(isEnd)?.['@timestamp']
    return typeof at === 'string' ? Date.parse(at) : undefined
  }
}
