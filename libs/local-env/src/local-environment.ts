import { join } from 'node:path'
import { StubBackend } from './backend/stub-backend'
import { applyChangelog } from './changelog/apply-changelog'
import { startDatabase, type LocalDatabase } from './database/start-database'
import { StubNotify } from './notify/stub-notify'
import { projectFolder } from './processes/compiled-file'
import { freePort } from './processes/free-port'
import { StopList } from './processes/stop-list'
import { LocalBucket } from './queues/local-bucket'
import { startQueues, type LocalQueue, type LocalQueues } from './queues/local-queues'
import { WorkerProcess } from './worker/worker-process'

export interface LocalEnvironmentOptions {
  /** Folder that keeps the database from one start to the next; without one nothing is kept. */
  readonly folder?: string
  /** Database to use instead of a private one. Its schema is brought up only if it is on this machine. */
  readonly givenDatabaseUrl?: string
  /** Default `nrf_impact_assessment_queue`. */
  readonly queueName?: string
  readonly onProgress?: (sentence: string) => void
}

interface Parts {
  readonly database: LocalDatabase
  readonly queues: LocalQueues
  readonly queue: LocalQueue
  readonly bucket: LocalBucket
  readonly backend: StubBackend
  readonly notify: StubNotify
  readonly workerPort: number
}

const QUEUE_NAME = 'nrf_impact_assessment_queue'
const BUCKET_NAME = 'nrf-boundary-files'

/** Everything that the worker needs around it, inside this machine. */
export class LocalEnvironment implements Parts {
  readonly database: LocalDatabase
  readonly queues: LocalQueues
  readonly queue: LocalQueue
  readonly bucket: LocalBucket
  readonly backend: StubBackend
  readonly notify: StubNotify
  readonly workerPort: number

  constructor(
    parts: Parts,
    private readonly started: StopList
  ) {
    this.database = parts.database
    this.queues = parts.queues
    this.queue = parts.queue
    this.bucket = parts.bucket
    this.backend = parts.backend
    this.notify = parts.notify
    this.workerPort = parts.workerPort
  }

  /** Environment variables of a worker that lives here. `PORT` was free when the environment started. */
  workerEnvironment(): Record<string, string> {
    const { accessKeyId, secretAccessKey } = this.queues.credentials
    return {
      ENVIRONMENT: 'local',
      LOG_FORMAT: 'ecs',
      PORT: String(this.workerPort),
      DATABASE_URL: this.database.url,
      ...(this.database.isSingleSession && SINGLE_SESSION_SETTINGS),
      AWS_REGION: this.queues.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL: this.queues.endpoint,
      AWS_SQS_QUEUE_URL: this.queue.url,
      AWS_S3_INPUT_BUCKET: this.bucket.name,
      BACKEND_BASE_URL: this.backend.url,
      BACKEND_API_KEY: this.backend.apiKey,
      IMPACT_ASSESSOR_API_KEY: 'local-key',
      GOVUK_NOTIFY_BASE_URL: this.notify.url,
      GOVUK_NOTIFY_API_KEY: this.notify.apiKey,
      GOVUK_NOTIFY_TEMPLATE_JOB_COMPLETED: this.notify.templates.jobCompleted,
      GOVUK_NOTIFY_TEMPLATE_JOB_FAILED: this.notify.templates.jobFailed,
      GOVUK_NOTIFY_SUPPORT_EMAIL: 'support@example.org',
      GOVUK_NOTIFY_RESULTS_BASE_URL: 'https://results.example.org'
    }
  }

  /**
   * Starts a worker here, on a port of its own. A worker that still runs is stopped with the environment.
   *
   * @param settings environment variables that differ from `workerEnvironment()`
   */
  async startWorker(settings: Readonly<Record<string, string>> = {}): Promise<WorkerProcess> {
    const env = { ...this.workerEnvironment(), PORT: String(await freePort()), ...settings }
    const worker = WorkerProcess.start({ env })
    this.started.add(() => worker.stop())
    return worker
  }

  /**
   * Stops everything in reverse order, also when one part fails.
   * @throws AggregateError with every failure
   */
  stop(): Promise<void> {
    return this.started.stopAll()
  }
}

const SINGLE_SESSION_SETTINGS = {
  DB_SINGLE_SESSION: 'true',
  DB_MAX_CONNECTIONS: '1',
  SQS_ASSESSMENTS_SLOTS: '1'
}

/**
 * Starts database, schema, server of queue and bucket, backend and Notify. When one of them does not start, those before it are
 * stopped again.
 */
export async function startLocalEnvironment(
  options: LocalEnvironmentOptions = {}
): Promise<LocalEnvironment> {
  const started = new StopList()
  try {
    return new LocalEnvironment(await startParts(options, started), started)
  } catch (error) {
    await started.stopAll()
    throw error
  }
}

async function startParts(options: LocalEnvironmentOptions, started: StopList): Promise<Parts> {
  const { folder, givenDatabaseUrl: givenUrl, queueName = QUEUE_NAME, onProgress } = options
  const database = await startDatabase({ folder, givenUrl, onProgress })
  started.add(database.stop)
  if (database.kind !== 'given' || isOnThisMachine(database.url)) {
    const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
    await applyChangelog({ databaseUrl: database.url, changelogFile, onProgress })
  }
  const queues = await startQueues()
  started.add(() => queues.stop())
  const queue = await queues.createQueue(queueName)
  const bucket = await LocalBucket.create(BUCKET_NAME, queues)
  started.add(() => bucket.close())
  const backend = await StubBackend.start()
  started.add(() => backend.stop())
  const notify = await StubNotify.start()
  started.add(() => notify.stop())
  return { database, queues, queue, bucket, backend, notify, workerPort: await freePort() }
}

/** Loopback address or socket. */
function isOnThisMachine(url: string): boolean {
  return /^(|localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}
