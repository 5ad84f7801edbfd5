import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LocalEnvironment } from '@nrf/local-env'
import type { QueueAddress } from '../queue-sender'

/** Where a running `nrf start` can be reached; kept in its folder for `nrf submit`, `dlq` and `job`. */
export interface RunningEnvironment {
  readonly queue: QueueAddress
  /** Name of the bucket that boundary files lie in, on the emulator that serves the queue. */
  readonly bucket?: string
  readonly backend: { readonly url: string; readonly apiKey: string }
  readonly healthUrl: string
  /** Variables by which the commands of an operator find queue and database. */
  readonly settings: Readonly<Record<string, string>>
}

const OPERATOR_VARIABLES = /^(ENVIRONMENT|DATABASE_URL|DB_.*|AWS_REGION|AWS_ENDPOINT_URL|AWS_SQS_QUEUE_URL)$/

const FILE = 'environment.json'
const OWNER_ONLY = 0o600

export function describeEnvironment(environment: LocalEnvironment, workerPort: string): RunningEnvironment {
  const { region, endpoint, credentials } = environment.queues
  const { url, deadLetterUrl } = environment.queue
  return {
    queue: { url, deadLetterUrl, region, endpoint, credentials },
    bucket: environment.bucket.name,
    backend: { url: environment.backend.url, apiKey: environment.backend.apiKey },
    healthUrl: `http://127.0.0.1:${workerPort}/health`,
    settings: Object.fromEntries(
      Object.entries(environment.workerEnvironment()).filter(([name]) => OPERATOR_VARIABLES.test(name))
    )
  }
}

export async function keepEnvironment(folder: string, running: RunningEnvironment): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, FILE), JSON.stringify(running, null, 2), { mode: OWNER_ONLY })
}

export async function forgetEnvironment(folder: string): Promise<void> {
  await rm(join(folder, FILE), { force: true })
}

/** @throws Error that says what to do when nothing runs there */
export async function findEnvironment(folder: string): Promise<RunningEnvironment> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    throw new Error('Nothing is running here: start it with `npm start`, or configure queue and database', {
      cause: error
    })
  })
  const running: RunningEnvironment = JSON.parse(text)
  return running
}
