import { setTimeout as delay } from 'node:timers/promises'
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { LocalEnvironment, LocalQueue } from '../../libs/local-env/src'
import type { BenchSite } from './sites'

const BATCH = 10
const PATIENCE_MS = 120_000
const FIRST_REFERENCE = 100_000

interface OpenJob {
  readonly sentAtMs: number
  readonly isLarge: boolean
}

/** Takes the place of every so many jobs. */
export interface LargeJobs {
  readonly site: BenchSite
  readonly every: number
}

interface Batch {
  readonly references: readonly string[]
  readonly isLarge: boolean
}

/** What one run of jobs came to. */
export interface LoadTimes {
  /** From the first send to the last result that the backend has taken. */
  readonly elapsedMs: number
  /** From the send to the result that the backend has taken, of each job; large ones apart. */
  readonly latenciesMs: readonly number[]
  readonly largeLatenciesMs: readonly number[]
}

/** Sends jobs and waits until the backend has taken the result of each. */
export class JobLoad {
  private readonly sqs: SQSClient
  private readonly open = new Map<string, OpenJob>()
  private latenciesMs: number[] = []
  private largeLatenciesMs: number[] = []
  private lastResultAtMs = 0
  private jobs = 0
  private failed = 0
  private tellEmpty: (() => void) | undefined

  constructor(
    private readonly environment: LocalEnvironment,
    private readonly queue: LocalQueue,
    private readonly sites: readonly BenchSite[],
    private readonly withEmail: boolean
  ) {
    this.sqs = environment.queues.createClient()
    environment.backend.observe(({ phase, request: { route, reference, status, body } }) => {
      if (phase === 'answered' && route === 'results' && reference !== undefined) {
        this.end(reference, status, isFailure(body))
      }
    })
  }

  /** All jobs at once: of the sites one after the other, or all of one site. */
  async backlog(jobs: number, site?: BenchSite): Promise<LoadTimes> {
    // Made known before the clock runs.
    const references = Array.from({ length: jobs }, () => this.nextJob(site))
    const batches = Array.from({ length: Math.ceil(jobs / BATCH) }, (_, i) =>
      references.slice(i * BATCH, (i + 1) * BATCH)
    )
    return this.timed(async () => {
      for (const batch of batches) await this.send({ references: batch, isLarge: false })
    })
  }

  /** Jobs at an even pace, one by one. */
  async paced(jobs: number, jobsPerSecond: number, large?: LargeJobs): Promise<LoadTimes> {
    const batches = Array.from({ length: jobs }, (_, index): Batch => {
      const isLarge = large !== undefined && index % large.every === large.every - 1
      return { references: [isLarge ? this.nextJob(large.site) : this.nextJob()], isLarge }
    })
    const sending: Promise<void>[] = []
    const startedAt = performance.now()
    return this.timed(async () => {
      for (const [index, batch] of batches.entries()) {
        await delay(Math.max(0, startedAt + (index / jobsPerSecond) * 1000 - performance.now()))
        sending.push(this.send(batch))
      }
      await Promise.all(sending)
    })
  }

  close(): void {
    this.sqs.destroy()
  }

  private async timed(sendAll: () => Promise<void>): Promise<LoadTimes> {
    this.latenciesMs = []
    this.largeLatenciesMs = []
    this.failed = 0
    const startedAt = performance.now()
    await sendAll()
    await this.untilEmpty()
    if (this.failed > 0) throw new Error(`${this.failed} jobs did not complete`)
    const { latenciesMs, largeLatenciesMs } = this
    return { elapsedMs: this.lastResultAtMs - startedAt, latenciesMs, largeLatenciesMs }
  }

  private nextJob(site = this.sites[this.jobs % this.sites.length]): string {
    const { dwellings, geometry } = site
    const reference = `NRF-${FIRST_REFERENCE + this.jobs}`
    this.jobs += 1
    this.environment.backend.put({
      reference,
      revision: 1,
      status: 'QUEUED',
      submittedAt: '2026-11-01T09:30:00Z',
      developmentName: `Site ${this.jobs}`,
      development: { types: ['housing'], housingUnits: dwellings },
      assessmentTypes: ['nutrient'],
      boundary: { geometry, srid: 27700 },
      ...(this.withEmail && { email: 'applicant@example.com' })
    })
    return reference
  }

  private async send({ references, isLarge }: Batch): Promise<void> {
    const sentAtMs = performance.now()
    for (const reference of references) this.open.set(reference, { sentAtMs, isLarge })
    const Entries = references.map((reference, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ version: 1, reference })
    }))
    await this.sqs.send(new SendMessageBatchCommand({ QueueUrl: this.queue.url, Entries }))
  }

  private end(reference: string, status: number | undefined, isFailed: boolean): void {
    const job = this.open.get(reference)
    if (job === undefined || status === undefined || status >= 300) return
    this.open.delete(reference)
    if (isFailed) this.failed += 1
    this.lastResultAtMs = performance.now()
    const latencies = job.isLarge ? this.largeLatenciesMs : this.latenciesMs
    latencies.push(this.lastResultAtMs - job.sentAtMs)
    if (this.open.size === 0) this.tellEmpty?.()
  }

  private async untilEmpty(): Promise<void> {
    if (this.open.size === 0) return
    const emptied = new Promise<'empty'>((resolve) => {
      this.tellEmpty = () => resolve('empty')
    })
    const patience = new AbortController()
    const late = delay(PATIENCE_MS, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const)
    if ((await Promise.race([emptied, late])) === 'late') {
      throw new Error(`${this.open.size} jobs have no result after ${PATIENCE_MS / 1000} s`)
    }
    patience.abort()
  }
}

function isFailure(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'status' in body && body.status !== 'COMPLETED'
}
