import { SQSClient } from '@aws-sdk/client-sqs'
import { type DynamicModule, Logger, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { DATABASE_OPTIONS, JOB_OPTIONS } from '../config/config.tokens'
import { loadLedgerConfig, loadOperatorConfig, type LedgerConfig } from '../config/load-config'
import { JobLedger } from '../ledger/job-ledger'
import { LedgerStanding } from '../ledger/ledger-standing'
import { LedgerModule } from '../ledger/ledger.module'
import { EventLog } from '../observability/log-events'
import { Redactor } from '../observability/redactor'
import { MessageIdentities } from '../queue/message-identity'
import { queueUrl } from '../queue/queue-url'
import { findEnvironment } from './demo/running-environment'
import type { WithDeadLetters } from './dlq.command'
import { DeadLetterQueue } from './dlq/dead-letter-queue'
import { findDeadLetterQueue } from './dlq/find-dead-letter-queue'
import { atQueue } from './dlq/queue-fault'
import type { WithLedger } from './job.command'
import type { WithStanding } from './queue.command'
import { withQueueSender, type QueueAddress } from './queue-sender'

const SCHEMA_CHECK_MS = 30_000
const FOLDER = '.nrf'

/** Lends the ledger of the configured database, else that of a running `nrf start`. */
export function ledgerOf(environment: NodeJS.ProcessEnv): WithLedger {
  return async (use) => lendLedger(await ledgerConfigOf(environment), use)
}

/** Lends what the same ledger says of the queues. */
export function standingOf(environment: NodeJS.ProcessEnv): WithStanding {
  return async (use) => lendLedger(await ledgerConfigOf(environment), (_ledger, standing) => use(standing))
}

async function ledgerConfigOf(environment: NodeJS.ProcessEnv): Promise<LedgerConfig> {
  const settings = isSet(environment, 'DATABASE_URL', 'DB_HOST')
    ? environment
    : { ...environment, ...(await findEnvironment(FOLDER)).settings }
  return loadLedgerConfig(settings)
}

/** Lends dead-letter queue, sender and ledger of the configured service, else those of a running `nrf start`. */
export function deadLettersOf(environment: NodeJS.ProcessEnv): WithDeadLetters {
  return async ({ queue: given, folder }, warn, use) => {
    const { settings, credentials } = await placeOf(environment, folder)
    const { queue, ...ledgerConfig } = loadOperatorConfig(settings)
    const { region, endpoint, deadLetterQueueUrl } = queue
    const client = new SQSClient({ region, endpoint, credentials })
    try {
      const url = await atQueue(queue.queueUrl ?? queue.queueName ?? '', queueUrl(client, queue))
      const found = await findDeadLetterQueue(client, url, given ?? deadLetterQueueUrl)
      const deadLetters = new DeadLetterQueue(client, found.url, warn)
      const tools = {
        queue: deadLetters,
        counts: found,
        identities: new MessageIdentities(queue),
        redactor: redactorOf(settings, ledgerConfig)
      }
      return await withQueueSender({ url, region, endpoint, credentials }, (sender) =>
        lendLedger(ledgerConfig, async (ledger) => {
          try {
            return await use({ ...tools, sender, ledger })
          } finally {
            await deadLetters.release()
          }
        })
      )
    } finally {
      client.destroy()
    }
  }
}

interface Place {
  readonly settings: NodeJS.ProcessEnv
  readonly credentials?: QueueAddress['credentials']
}

async function placeOf(environment: NodeJS.ProcessEnv, folder: string): Promise<Place> {
  if (isSet(environment, 'AWS_SQS_QUEUE_URL', 'SQS_QUEUE_NAME')) return { settings: environment }
  const { settings, queue } = await findEnvironment(folder)
  return { settings: { ...environment, ...settings }, credentials: queue.credentials }
}

function isSet(environment: NodeJS.ProcessEnv, ...names: readonly string[]): boolean {
  return names.some((name) => Boolean(environment[name]))
}

function redactorOf(settings: NodeJS.ProcessEnv, { database }: LedgerConfig): Redactor {
  const keys = ['BACKEND_API_KEY', 'GOVUK_NOTIFY_API_KEY'].map((name) => settings[name])
  return new Redactor([...keys, database.password, database.url])
}

/**
 * Lends the ledger of a database.
 * @throws LedgerSchemaUnfit, DatabaseUnavailable before anything is done
 */
export async function lendLedger<T>(
  config: LedgerConfig,
  use: (ledger: JobLedger, standing: LedgerStanding) => Promise<T>
): Promise<T> {
  Logger.overrideLogger(['error', 'fatal'])
  const app = await NestFactory.createApplicationContext(LedgerContextModule.of(config))
  try {
    const standing = app.get(LedgerStanding)
    await standing.ask(AbortSignal.timeout(SCHEMA_CHECK_MS))
    return await use(app.get(JobLedger), standing)
  } finally {
    await app.close()
  }
}

@Module({})
class LedgerContextModule {
  static of({ database, job }: LedgerConfig): DynamicModule {
    const slices = [
      { provide: DATABASE_OPTIONS, useValue: database },
      { provide: JOB_OPTIONS, useValue: job },
      { provide: EventLog, useValue: new EventLog({ write: () => undefined }) }
    ]
    return {
      module: LedgerContextModule,
      imports: [{ module: LedgerSlices, global: true, providers: slices, exports: slices }, LedgerModule]
    }
  }
}

@Module({})
class LedgerSlices {}
