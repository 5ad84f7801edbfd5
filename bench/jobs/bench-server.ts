import { Client } from 'pg'
import { createDatabase, startDatabase, type StopList } from '../../libs/local-env/src'

/** Kept from one run to the next: the national layers take minutes to load. */
const FOLDER = '.nrf/bench-server'
const SETTINGS: Readonly<Record<string, string>> = {
  shared_preload_libraries: 'pg_stat_statements',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
  maintenance_work_mem: '512MB'
}

/** What the sessions of the benchmark itself are called. */
export const BENCH_APPLICATION = 'nrf-bench'
const LOCK = 'nrf-bench'
const LOCK_WAIT_MS = 20 * 60_000

export interface BenchServer {
  readonly adminUrl: string
  /** One line for people: version, durability, memory. */
  readonly description: string
  readonly countsStatements: boolean
}

/**
 * The server of `BENCH_DATABASE_URL`, whose user may create databases, or a PostgreSQL cluster of its own.
 * @throws Error where the server gives up durability, which would make every figure too good
 */
export async function openBenchServer(started: StopList): Promise<BenchServer> {
  const adminUrl = process.env.BENCH_DATABASE_URL ?? (await ownCluster(started))
  return onServer(adminUrl, async (client) => {
    const [settings] = (
      await client.query<
        Record<'version' | 'postgis' | 'fsync' | 'commit' | 'buffers' | 'preloaded', string>
      >(
        `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
           current_setting('synchronous_commit') AS commit, current_setting('shared_buffers') AS buffers,
           current_setting('shared_preload_libraries') AS preloaded,
           (SELECT default_version FROM pg_available_extensions WHERE name = 'postgis') AS postgis`
      )
    ).rows
    if (settings.fsync !== 'on' || settings.commit !== 'on') {
      throw new Error(
        `fsync is ${settings.fsync} and synchronous_commit is ${settings.commit}; both have to be on`
      )
    }
    const countsStatements = settings.preloaded.includes('pg_stat_statements')
    const description = `PostgreSQL ${settings.version}, PostGIS ${settings.postgis}, fsync and synchronous_commit on, shared_buffers ${settings.buffers}`
    return { adminUrl, countsStatements, description }
  })
}

/**
 * Waits until no other run measures on the server: both would be wrong, and empty each other's ledgers.
 * @throws Error after twenty minutes
 */
export async function lockServer(admin: Client, tell: (sentence: string) => void): Promise<void> {
  const { rows } = await admin.query<{ isMine: boolean }>(
    'SELECT pg_try_advisory_lock(hashtext($1)) AS "isMine"',
    [LOCK]
  )
  if (rows[0].isMine) return
  tell('another benchmark runs on this server; waiting for its end')
  await admin.query(`SET lock_timeout = ${LOCK_WAIT_MS}`)
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [LOCK])
}

/** @returns address of the database, which is made where it is not there */
export async function benchDatabase(
  { adminUrl, countsStatements }: BenchServer,
  name: string
): Promise<string> {
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  if (!(await hasDatabase(adminUrl, name))) await createDatabase(adminUrl, name)
  if (countsStatements) {
    await onServer(url.href, (client) => client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements'))
  }
  return url.href
}

export function hasDatabase(adminUrl: string, name: string): Promise<boolean> {
  return onServer(adminUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name])
    return rowCount === 1
  })
}

/** Lends a connection of its own. */
export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: BENCH_APPLICATION })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function ownCluster(started: StopList): Promise<string> {
  const first = await startDatabase({ folder: FOLDER })
  if (first.kind !== 'cluster') {
    await first.stop()
    throw new Error(
      'The benchmark needs PostgreSQL with PostGIS: install it here, or name a server in BENCH_DATABASE_URL'
    )
  }
  await onServer(first.url, async (client) => {
    for (const [name, value] of Object.entries(SETTINGS))
      await client.query(`ALTER SYSTEM SET ${name} = '${value}'`)
  })
  await first.stop()
  const again = await startDatabase({ folder: FOLDER })
  started.add(again.stop)
  return again.url
}
