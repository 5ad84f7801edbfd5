import { Client } from 'pg'
import { messageOf } from '../processes/error-code'
import { checksumOf, nameOf, type ChangeSet } from './change-set'
import { readChangelog } from './read-changelog'

const CREATION_LOCK = 728_192
const CONNECT_TIMEOUT_MS = 30_000

export interface ChangelogTask {
  readonly databaseUrl: string
  /** Root file, for example `changelog/db.changelog.xml`. */
  readonly changelogFile: string
  readonly onProgress?: (sentence: string) => void
}

/** A change set was edited after it had been applied. */
export class ChangeSetEdited extends Error {
  constructor(changeSet: ChangeSet) {
    super(`${nameOf(changeSet)} was edited after it had been applied here; add a new change set instead`)
    this.name = new.target.name
  }
}

/**
 * Brings a database to the state of a Liquibase changelog, without Liquibase: each change set once, in order, in
 * its own transaction. What was applied is kept in `public.applied_change_set`; change sets that Liquibase itself
 * has applied count as well. Safe to run again, and in several processes at once.
 *
 * @returns number of change sets applied now
 * @throws ChangelogNotUnderstood, ChangeSetEdited, or Error naming the change set whose SQL failed
 */
export async function applyChangelog({
  databaseUrl,
  changelogFile,
  onProgress
}: ChangelogTask): Promise<number> {
  const changeSets = await readChangelog(changelogFile)
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  await client.connect()
  try {
    await inTransaction(client, () => createTable(client))
    const byLiquibase = await appliedByLiquibase(client)
    let count = 0
    for (const changeSet of changeSets) {
      if (byLiquibase.has(nameOf(changeSet))) continue
      if (await inTransaction(client, () => applyOnce(client, changeSet))) {
        count += 1
        onProgress?.(`Applied ${nameOf(changeSet)}`)
      }
    }
    return count
  } finally {
    await client.end()
  }
}

async function createTable(client: Client): Promise<void> {
  // IF NOT EXISTS alone fails when two sessions create the table at the same moment.
  await client.query('SELECT pg_advisory_xact_lock($1)', [CREATION_LOCK])
  await client.query(
    `CREATE TABLE IF NOT EXISTS public.applied_change_set (
       file text NOT NULL, id text NOT NULL, author text NOT NULL, checksum text NOT NULL,
       applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (file, id, author))`
  )
}

async function appliedByLiquibase(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public.databasechangelog') IS NOT NULL AS there`
  )
  if (!rows[0]?.there) return new Set()
  const applied = await client.query<ChangeSet>(
    'SELECT id, author, filename AS file FROM public.databasechangelog'
  )
  return new Set(applied.rows.map(nameOf))
}

async function applyOnce(client: Client, changeSet: ChangeSet): Promise<boolean> {
  await client.query('LOCK TABLE public.applied_change_set IN EXCLUSIVE MODE')
  const { file, id, author } = changeSet
  const { rows } = await client.query<{ checksum: string }>(
    'SELECT checksum FROM public.applied_change_set WHERE file = $1 AND id = $2 AND author = $3',
    [file, id, author]
  )
  const checksum = checksumOf(changeSet)
  if (rows[0]) {
    if (rows[0].checksum !== checksum) throw new ChangeSetEdited(changeSet)
    return false
  }
  await sendStatements(client, changeSet)
  await client.query(
    'INSERT INTO public.applied_change_set (file, id, author, checksum) VALUES ($1, $2, $3, $4)',
    [file, id, author, checksum]
  )
  return true
}

async function sendStatements(client: Client, changeSet: ChangeSet): Promise<void> {
  try {
    for (const sql of changeSet.statements) await client.query(sql)
  } catch (error) {
    throw new Error(`${nameOf(changeSet)} failed: ${messageOf(error)}`, { cause: error })
  }
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
