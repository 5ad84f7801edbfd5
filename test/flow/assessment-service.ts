import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { StubBackend, StubNotify, WorkerProcess, freePort } from '@nrf/local-env'
import { lendReferenceData } from '../../src/cli/reference-data-context'
import { loadReferenceConfig } from '../../src/config/load-config'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { openTestQueue, type TestQueue } from '../environment/test-queue'

export interface LayerFile {
  readonly layer: string
  readonly file: string
}

export interface ServiceOptions {
  readonly layers: readonly LayerFile[]
  /** Environment variables that differ from those of a plain worker. */
  readonly settings?: Readonly<Record<string, string>>
  readonly queue?: { readonly visibilityTimeoutSeconds?: number; readonly maxReceiveCount?: number }
}

/** The real worker as its own process, between a real database, a real SQS server, and a backend and Notify to watch. */
export class AssessmentService {
  private constructor(
    readonly database: TestDatabase,
    readonly queue: TestQueue,
    readonly backend: StubBackend,
    readonly notify: StubNotify,
    private readonly settings: Readonly<Record<string, string>>
  ) {}

  static async start({ layers, settings = {}, queue = {} }: ServiceOptions): Promise<AssessmentService> {
    const database = await openTestDatabase()
    await loadLayers(database, layers)
    return new AssessmentService(
      database,
      await openTestQueue(queue),
      await StubBackend.start(),
      await StubNotify.start(),
      settings
    )
  }

  /** Starts a worker and waits until it is ready. */
  async startWorker(settings: Readonly<Record<string, string>> = {}): Promise<WorkerProcess> {
    const worker = WorkerProcess.start({ env: { ...(await this.workerEnvironment()), ...settings } })
    await worker.ready()
    return worker
  }

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

  async stop(): Promise<void> {
    await this.backend.stop()
    await this.notify.stop()
    await this.queue.close()
    await this.database.close()
  }

  async workerEnvironment(): Promise<Record<string, string>> {
    return {
      ENVIRONMENT: 'local',
      LOG_FORMAT: 'ecs',
      PORT: String(await freePort()),
      DATABASE_URL: this.database.url,
      ...(this.database.isSingleSession && { DB_SINGLE_SESSION: 'true' }),
      AWS_ENDPOINT_URL: this.queue.endpoint,
      AWS_REGION: this.queue.region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SQS_QUEUE_URL: this.queue.url,
      SQS_WAIT_TIME_SECONDS: '1',
      JOB_RETRY_BASE_SECONDS: '1',
      BACKEND_BASE_URL: this.backend.url,
      BACKEND_API_KEY: this.backend.apiKey,
      GOVUK_NOTIFY_BASE_URL: this.notify.url,
      GOVUK_NOTIFY_API_KEY: this.notify.apiKey,
      GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED: this.notify.templates.jobCompleted,
      GOVUK_NOTIFY_TEMPLATE_JOB_FAILED: this.notify.templates.jobFailed,
      GOVUK_NOTIFY_SUPPORT_EMAIL: 'support@example.org',
      GOVUK_NOTIFY_RESULTS_BASE_URL: 'https://results.example.org',
      ...this.settings
    }
  }
}

async function loadLayers(database: TestDatabase, files: readonly LayerFile[]): Promise<void> {
  const environment = {
    ENVIRONMENT: 'local',
    DATABASE_URL: database.url,
    ...(database.isSingleSession && { DB_SINGLE_SESSION: 'true' })
  }
  await lendReferenceData(loadReferenceConfig(environment), async ({ loader, versions, declarations }) => {
    for (const { layer, file } of files) {
      const declaration = declarations.find(({ name }) => name === layer)
      if (declaration === undefined) throw new Error(`No assessment reads the layer "${layer}"`)
      const { version } = await loader.load(file, declaration)
      await versions.activate(layer, version)
    }
  })
}
