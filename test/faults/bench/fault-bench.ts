import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { SeededNumbers, SqsFaultProxy, type StubBackend, type WorkerProcess } from '@nrf/local-env'
import { ask, AssessmentService, type Settings } from '../../flow/assessment-service'
import { logFaults } from '../../flow/log-rules'
import { SampleDistrict } from '../../flow/sample-district'
import { checkHistory, type Expectations, type FinalState, type Violation } from '../history/check-history'
import { History, type JobEnd } from '../history/history'
import { LedgerReader } from './ledger-reader'
import { SeenFromOutside } from './seen-from-outside'
import { WorkerPlace } from './worker-place'
import { until } from '../../flow/until'

/** Short times, so that what takes minutes in production takes seconds here. */
export const VISIBILITY_SECONDS = 3
export const LEASE_SECONDS = 2
const SHORT_SETTINGS: Settings = {
  SQS_VISIBILITY_TIMEOUT: String(VISIBILITY_SECONDS),
  DB_STATEMENT_TIMEOUT_SECONDS: '2',
  SQS_WAIT_TIME_SECONDS: '1',
  JOB_RETRY_BASE_SECONDS: '1',
  JOB_LEASE_SECONDS: String(LEASE_SECONDS),
  JOB_SWEEP_EVERY_SECONDS: '1',
  JOB_SWEEP_AFTER_SECONDS: '2',
  EFFECT_SETTLE_SECONDS: '1',
  GOVUK_NOTIFY_TIMEOUT_SECONDS: '2'
}
/** As in production: a variable that is set to nothing counts as not set. */
export const DEFAULT_TIMES: Settings = Object.fromEntries(
  Object.keys(SHORT_SETTINGS).map((name) => [name, ''])
)
const MOST_RECEIVES = 30
const MOST_ATTEMPTS = 20
const FIRST_REFERENCE = 700_001
const GOOD_SAMPLE = 'NRF-900001'
/** Shares of jobs whose details take up to so many milliseconds. */
const LENGTHS: readonly (readonly [number, number])[] = [
  [0.7, 50],
  [0.25, 400],
  [0.05, 2000]
]

export interface BenchOptions {
  readonly seed: number
  readonly settings?: Settings
  readonly maxReceiveCount?: number
  readonly workers?: number
  /** Program to run as the worker; default the service. */
  readonly file?: string
}

export interface JobOptions {
  readonly end?: JobEnd
  readonly isWithoutMail?: boolean
  readonly isDeadLetter?: boolean
  /** Sample development to assess; default one that completes. */
  readonly sample?: string
  /** How long the backend takes for the details. */
  readonly delayMs?: number
  /** Never answer the first request for the details. */
  readonly hang?: boolean
}

export interface Job {
  readonly reference: string
  readonly messageId: string
}

/** Real workers between a real database, a queue, a backend and Notify, each with something that makes it fail. */
export class FaultBench {
  readonly random: SeededNumbers
  readonly places: WorkerPlace[] = []
  private readonly known: Parameters<StubBackend['put']>[0][] = []
  private submitted = 0

  private constructor(
    readonly service: AssessmentService,
    readonly district: SampleDistrict,
    readonly sqs: SqsFaultProxy,
    readonly ledger: LedgerReader,
    readonly history: History,
    readonly seen: SeenFromOutside,
    seed: number
  ) {
    this.random = new SeededNumbers(seed)
    sqs.observe((observation) => seen.seeQueue(observation))
    this.observeBackend()
    service.notify.observe((observation) => seen.seeNotify(observation))
  }

  static async open(options: BenchOptions): Promise<FaultBench> {
    const { seed, settings = {}, maxReceiveCount = MOST_RECEIVES, workers = 1, file } = options
    const queue = { maxReceiveCount, visibilityTimeoutSeconds: VISIBILITY_SECONDS }
    const service = await AssessmentService.start({ queue })
    const sqs = await SqsFaultProxy.before(service.queue.endpoint)
    const history = new History(await mkdtemp(join(tmpdir(), 'nrf-faults-')))
    const bench = new FaultBench(
      service,
      await SampleDistrict.read(),
      sqs,
      await LedgerReader.open(service.database.url),
      history,
      new SeenFromOutside(history),
      seed
    )
    const queueSettings = {
      AWS_ENDPOINT_URL: sqs.endpoint,
      AWS_SQS_QUEUE_URL: sqs.queueUrl(service.queue.url)
    }
    // As many tries as receives, but none is lost to the receives that only a killed worker has seen.
    const JOB_MAX_ATTEMPTS = String(Math.min(maxReceiveCount, MOST_ATTEMPTS))
    for (let number = 1; number <= workers; number += 1) {
      const own = { ...SHORT_SETTINGS, JOB_MAX_ATTEMPTS, ...queueSettings, ...settings }
      bench.places.push(await WorkerPlace.open(`worker-${number}`, { service, history, settings: own, file }))
    }
    return bench
  }

  get backend() {
    return this.service.backend
  }

  get notify() {
    return this.service.notify
  }

  /** The first place; most cases have no other. */
  get place(): WorkerPlace {
    return this.places[0]
  }

  /** Takes the backend off the network while something is done; nothing may have been delivered to it before. */
  async whileBackendIsDown(work: () => Promise<unknown>): Promise<void> {
    await this.service.whileBackendIsDown(work, this.known)
    this.observeBackend()
  }

  /** Starts a worker everywhere. */
  async startWorkers(): Promise<WorkerProcess[]> {
    return Promise.all(this.places.map((place) => place.start()))
  }

  /** Makes an assessment known without asking for it. */
  know(options: JobOptions = {}): string {
    this.submitted += 1
    const reference = `NRF-${FIRST_REFERENCE + this.submitted}`
    const { sample = GOOD_SAMPLE, delayMs, hang } = options
    const details = this.district.details(sample, reference)
    this.known.push(details)
    this.backend.put(details)
    if (delayMs !== undefined || hang) this.backend.failNext({ route: 'details', reference, delayMs, hang })
    return reference
  }

  /** Makes an assessment known and asks for it. */
  async submit(options: JobOptions = {}): Promise<Job> {
    const reference = this.know(options)
    return { reference, messageId: await this.send({ reference }, { reference, ...options }) }
  }

  /** Sends a message, whatever it holds. @returns its id */
  async send(body: unknown, { reference, end = 'completed', ...more }: SentAs): Promise<string> {
    const messageId = await this.service.submit(body)
    if (reference !== undefined) this.seen.know(reference, messageId)
    this.history.add({ kind: 'submitted', messageId, reference, end, ...more })
    return messageId
  }

  /** Jobs of mixed length: most short, some long. */
  async submitMany(count: number, options: JobOptions = {}): Promise<Job[]> {
    const jobs: Job[] = []
    for (let number = 0; number < count; number += 1)
      jobs.push(await this.submit({ ...options, delayMs: this.anyLength() }))
    return jobs
  }

  /** Where the message of a job is; everywhere when it is not known which worker has it. */
  holdersOf(reference: string | undefined): readonly WorkerPlace[] {
    const holder = this.seen.holderOf(reference)
    const place = this.places.find(({ name, worker }) => name === holder && worker !== undefined)
    return place ? [place] : this.places
  }

  /** Resolves when the queue is empty, nothing is in flight and the ledger has nothing open. */
  async quiet(patienceMs?: number): Promise<void> {
    await until(
      async () => ({ ...(await this.service.queueCounts()), open: await this.ledger.openCount() }),
      ({ waiting, inFlight, open }) => waiting + inFlight + open === 0,
      patienceMs
    )
  }

  /** Every broken promise, once everything has come to rest. */
  async violations(expected: Pick<Expectations, 'events'> = {}): Promise<Violation[]> {
    const completedTemplate = this.notify.templates.jobCompleted
    return checkHistory(this.history.events, await this.finalState(), { ...expected, completedTemplate })
  }

  /** Puts the log lines of all workers beside the history. @returns the folder of both */
  async writeLogs(): Promise<string> {
    const lines = this.service.workers.flatMap(({ pid, logs, output }) => [
      ...logs.map((log) => JSON.stringify({ pid, ...log })),
      ...(output === '' ? [] : [JSON.stringify({ pid, output })])
    ])
    await writeFile(join(dirname(this.history.file), 'logs.jsonl'), `${lines.join('\n')}\n`)
    return dirname(this.history.file)
  }

  async close(): Promise<void> {
    for (const place of this.places) await place.close()
    await this.ledger.close()
    await this.sqs.stop()
    await this.service.stop()
  }

  private async finalState(): Promise<FinalState> {
    const { workers } = this.service
    return {
      jobs: await this.ledger.jobs(),
      effects: await this.ledger.effects(),
      ...(await this.service.queueCounts()),
      deadLetters: await this.service.deadLetters.ids(),
      slotsBusy: await Promise.all(this.places.map(slotsBusyAt)),
      events: new Set(workers.flatMap(({ logs }) => logs.map((log) => String(log['event.action'])))),
      logFaults: logFaults({ service: this.service, district: this.district })
    }
  }

  private observeBackend(): void {
    this.backend.observe((observation) => this.seen.seeBackend(observation))
  }

  private anyLength(): number {
    let draw = this.random.next()
    for (const [share, mostMs] of LENGTHS) {
      draw -= share
      if (draw < 0) return Math.round(this.random.between(0, mostMs))
    }
    return 0
  }
}

interface SentAs extends Pick<JobOptions, 'end' | 'isWithoutMail' | 'isDeadLetter'> {
  readonly reference?: string
}

interface Detail {
  readonly queues: readonly { readonly slotsBusy: number }[]
}

async function slotsBusyAt({ worker }: WorkerPlace): Promise<number> {
  if (worker === undefined || worker.hasEnded) return 0
  // It may have been started a moment ago, in place of one that was killed.
  await worker.ready()
  const { body } = await ask(worker, '/health/detail')
  return (body as Detail).queues.reduce((sum, { slotsBusy }) => sum + slotsBusy, 0)
}
