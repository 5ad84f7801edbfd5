import { Signer } from '@aws-sdk/rds-signer'
import { getMetadataArgsStorage } from 'typeorm'
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions'
import type { DatabaseOptions } from '../config/config.tokens'
import { trustedRoots } from '../trusted-roots'

const CONNECT_TIMEOUT_MS = 5_000
const IDLE_TIMEOUT_MS = 60_000
/** Below the 15 minutes for which an IAM token opens connections. */
const MAX_LIFETIME_SECONDS = 720

/** TypeORM's view of the database slice. The schema belongs to the changelog, never to TypeORM. */
export function dataSourceOptions(options: DatabaseOptions): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    ...address(options),
    ssl: options.ssl ? { ca: trustedRoots(options.trustedCertificates) } : false,
    entities: decoratedEntities(),
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    applicationName: options.applicationName,
    poolSize: options.isSingleSession ? 1 : options.maxConnections,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      maxLifetimeSeconds: MAX_LIFETIME_SECONDS,
      keepAlive: true,
      ...(options.isSingleSession ? {} : { options: sessionSettings(options) })
    }
  }
}

/** Whatever the modules of this process have marked as an entity; the database knows none of them by name. */
function decoratedEntities(): NonNullable<PostgresDataSourceOptions['entities']> {
  return getMetadataArgsStorage().tables.map(({ target }) => target)
}

function address(options: DatabaseOptions): Partial<PostgresDataSourceOptions> {
  if (options.url) return { url: options.url }
  const { host, port, database, user: username } = options
  const password = options.iamAuthentication ? iamTokens(options) : options.password
  return { host, port, database, username, password }
}

/**
 * A token is checked only while connecting, so each new connection gets a fresh one. Making it takes no call but for
 * the credentials of the task, which the one signer keeps until they run out.
 */
function iamTokens({ host, port, user, region }: DatabaseOptions): () => Promise<string> {
  const signer = new Signer({ hostname: host, port, username: user, region })
  return () => signer.getAuthToken()
}

/** Start-up parameters instead of SET: no round trip, and nothing leaks through the pool. */
function sessionSettings({ statementTimeoutMs }: DatabaseOptions): string {
  const settings = {
    plan_cache_mode: 'force_generic_plan',
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    // What is asked lies in memory: a page found by an index costs as much as the next one.
    random_page_cost: 1.1,
    statement_timeout: statementTimeoutMs,
    client_connection_check_interval: 1000
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}
