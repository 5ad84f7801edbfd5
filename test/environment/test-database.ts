import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Client } from 'pg'
import { createDatabase, dropDatabase, takeLock } from '@nrf/local-env'
import { currentTestRun } from './test-run'

/** Longer than any spec file holds the shared database. */
const LOCK_WAIT_MS = 600_000

/** A database with the schema of the changelog and no rows, for one spec file. */
export interface TestDatabase {
  readonly url: string
  /** The embedded database: one session for all clients, so pool size 1 and no session settings. */
  readonly isSingleSession: boolean
  close(): Promise<void>
}

/**
 * Opens an empty database. On a server with real sessions every call gets its own; the embedded one is emptied and
 * held by one spec file at a time: call it once per file, and close it in `afterAll`.
 */
export function openTestDatabase(): Promise<TestDatabase> {
  return currentTestRun().isSingleSession ? openShared() : openOwn()
}

async function openOwn(): Promise<TestDatabase> {
  const { databaseUrl, templateName } = currentTestRun()
  const name = `nrf_test_${randomBytes(6).toString('hex')}`
  const url = await createDatabase(databaseUrl, name, templateName)
  return { url, isSingleSession: false, close: () => dropDatabase(databaseUrl, name) }
}

async function openShared(): Promise<TestDatabase> {
  const { databaseUrl, folder } = currentTestRun()
  const release = await takeLock(join(folder, 'database.lock'), LOCK_WAIT_MS)
  try {
    await removeRows(databaseUrl)
  } catch (error) {
    await release()
    throw error
  }
  return { url: databaseUrl, isSingleSession: true, close: release }
}

async function removeRows(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ tables: string | null }>(
      `SELECT string_agg(oid::regclass::text, ', ') AS tables FROM pg_class
       WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('reference', 'worker'))
         AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'ledger_schema'`
    )
    if (rows[0]?.tables) await client.query(`TRUNCATE ${rows[0].tables} RESTART IDENTITY CASCADE`)
  } finally {
    await client.end()
  }
}

/**
 * `describe` for what only a server with real sessions can show: locks, timeouts, pools, lease races. On the
 * embedded database the group is skipped, and its name says so.
 */
export function describeWithRealSessions(name: string, specs: () => void): void {
  if (currentTestRun().isSingleSession) {
    describe.skip(`${name} (skipped: the embedded database has one session)`, specs)
  } else {
    describe(name, specs)
  }
}
