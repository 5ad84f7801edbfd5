import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { StubBackend, StubNotify, WorkerProcess, freePort, type WorkerLog } from '@nrf/local-env'
import { forgetJobs } from '../../src/cli/forget-jobs'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { sampleFileOf } from '../../src/cli/sample-layers'
import { loadReferenceConfig } from '../../src/config/load-config'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { openTestQueue, type TestQueue } from '../environment/test-queue'
import { DeadLetters } from './dead-letters'
import { PATIENCE_MS, until } from './until'

const AWS_SECRET = 'aws-secret-of-the-flow-tests'
const DATABASE_PASSWORD = 'database-password-of-the-flow-tests'

export type Settings = Readonly<Record<string, string>>

interface LayerFile {
  readonly layer: string
  readonly file: string
}

export interface ServiceOptions {
  /** Default: every layer of the sample district that an assessment reads. */
  readonly layers?: readonly LayerFile[]
  /** Environment variables that differ from those of a plain worker. */
  readonly settings?: Settings
  /** Default: an empty one of its own. It is closed with the service. */
  readonly database?: TestDatabase
  readonly queue?: { readonly visibilityTimeoutSeconds?: number; readonly maxReceiveCount?: number }
}

/** The real worker as its own process, between a real database, a real SQS server, and a backend and Notify to watch. */
export class AssessmentService {
  /** Every worker that was started, in order. */
  readonly workers: WorkerProcess[] = []
  readonly deadLetters: DeadLetters

  private constructor(
    readonly database: TestDatabase,
    readonly queue: TestQueue,
    private currentBackend: StubBackend,
    readonly notify: StubNotify,
    private readonly settings: Settings
  ) {
    this.deadLetters = new DeadLetters(queue)
  }

  static async start(options: ServiceOptions = {}): Promise<AssessmentService> {
    const { layers, settings = {}, queue = {}, database = await openTestDatabase() } = options
    await loadLayers(database, layers)
    return new AssessmentService(
      database,
      await openTestQueue(queue),
      await StubBackend.start(),
      await StubNotify.start(),
      settings
    )
  }

  get backend(): StubBackend {
    return this.currentBackend
  }

  /** What no log may hold. */
  get secrets(): readonly string[] {
    return [this.backend.apiKey, this.notify.apiKey, AWS_SECRET, new URL(this.databaseUrl).password]
  }

  /** The address of the database, with a password to look for in the logs. */
  get databaseUrl(): string {
    const url = new URL(this.database.url)
    url.password ||= DATABASE_PASSWORD
    return url.href
  }

  /** Starts a worker and waits until it is ready. */
  async startWorker(settings: Settings = {}): Promise<WorkerProcess> {
    const worker = await this.beginWorker(settings)
    await worker.ready(PATIENCE_MS)
    return worker
  }

  /** Starts a worker, or another program in its place, without waiting. */
  async beginWorker(settings: Settings = {}, file?: string): Promise<WorkerProcess> {
    const worker = WorkerProcess.start({ env: { ...(await this.workerEnvironment()), ...settings }, file })
    this.workers.push(worker)
    return worker
  }

  /** Takes the backend off the network, does something, and brings it back under its old address. */
  async whileBackendIsDown(work: () => Promise<unknown>, known: readonly BackendDetails[]): Promise<void> {
    const port = Number(new URL(this.backend.url).port)
    await this.backend.stop()
    try {
      await work()
    } finally {
      this.currentBackend = await StubBackend.start({ port })
      known.forEach((details) => this.backend.put(details))
    }
  }

  /** @returns id of the message */
  async submit(message: unknown, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const { MessageId } = await this.queue.client.send(
      new SendMessageCommand({
        QueueUrl: this.queue.url,
        MessageBody: typeof message === 'string' ? message : JSON.stringify(message),
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }])
        )
      })
    )
    return MessageId!
  }

  /** Resolves when no message waits and none is being worked on. */
  async untilQueueIsEmpty(): Promise<void> {
    await until(
      () => this.queueCounts(),
      ({ waiting, inFlight }) => waiting + inFlight === 0
    )
  }

  async queueCounts(): Promise<{ waiting: number; inFlight: number }> {
    const { Attributes = {} } = await this.queue.client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.queue.url,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible']
      })
    )
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: inFlight } =
      Attributes
    return { waiting: Number(waiting), inFlight: Number(inFlight) }
  }

  /** Stops everything; workers that still run are stopped first. */
  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()))
    await this.backend.stop()
    await this.notify.stop()
    await this.queue.close()
    await this.database.close()
  }

  /** The next message of a reference is a new job. */
  forgetJobs(): Promise<void> {
    return forgetJobs(this.databaseUrl)
  }

  async workerEnvironment(): Promise<Record<string, string>> {
    return {
      ENVIRONMENT: 'local',
      LOG_FORMAT: 'ecs',
      PORT: String(await freePort()),
      DATABASE_URL: this.databaseUrl,
      ...(this.database.isSingleSession && { DB_SINGLE_SESSION: 'true' }),
      AWS_ENDPOINT_URL: this.queue.endpoint,
      AWS_REGION: this.queue.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: AWS_SECRET,
      AWS_SQS_QUEUE_URL: this.queue.url,
      SQS_WAIT_TIME_SECONDS: '1',
      JOB_RETRY_BASE_SECONDS: '1',
      JOB_SWEEP_EVERY_SECONDS: '1',
      EFFECT_SETTLE_SECONDS: '1',
      BACKEND_BASE_URL: this.backend.url,
      BACKEND_API_KEY: this.backend.apiKey,
      GOVUK_NOTIFY_BASE_URL: this.notify.url,
      GOVUK_NOTIFY_API_KEY: this.notify.apiKey,
      GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED: this.notify.templates.jobCompleted,
      GOVUK_NOTIFY_TEMPLATE_JOB_FAILED: this.notify.templates.jobFailed,
      GOVUK_NOTIFY_SUPPORT_EMAIL: SUPPORT_ADDRESS,
      GOVUK_NOTIFY_RESULTS_BASE_URL: 'https://results.example.org',
      ...this.settings
    }
  }
}

export const SUPPORT_ADDRESS = 'support@example.org'

type BackendDetails = Parameters<StubBackend['put']>[0]

/** First line of an event about a reference or a message. */
export function logged(
  worker: WorkerProcess,
  event: string,
  about: { readonly reference?: string; readonly messageId?: string; readonly reason?: string } = {}
): Promise<WorkerLog> {
  const { reference, messageId, reason = messageId } = about
  return worker.waitForLog(
    (log) =>
      log['event.action'] === event &&
      (reference === undefined || log['event.reference'] === reference) &&
      (reason === undefined || log['event.reason'] === reason),
    PATIENCE_MS
  )
}

/** What a worker answers on one of its own pages. */
export async function ask(worker: WorkerProcess, path: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${worker.port}${path}`)
  return { status: answer.status, body: await answer.json() }
}

async function loadLayers(database: TestDatabase, files: readonly LayerFile[] | undefined): Promise<void> {
  const environment = {
    ENVIRONMENT: 'local',
    DATABASE_URL: database.url,
    ...(database.isSingleSession && { DB_SINGLE_SESSION: 'true' })
  }
  await lendReferenceData(loadReferenceConfig(environment), async ({ loader, versions, declarations }) => {
    for (const { layer, file } of files ?? declarations.map(sampleLayer)) {
      const declaration = declarations.find(({ name }) => name === layer)
      if (declaration === undefined) throw new Error(`No assessment reads the layer "${layer}"`)
      const { version } = await loader.load(file, declaration)
      await versions.activate(layer, version)
    }
  })
}

function sampleLayer(declaration: LayerDeclaration): LayerFile {
  return { layer: declaration.name, file: sampleFileOf(declaration) }
}
