import { databaseOptionsFor } from '../../../test/builders/database-options'
import { everyLedgerStanding } from '../../../test/contract/ledger-standing.contract'
import { openTestDatabase, type TestDatabase } from '../../../test/environment/test-database'
import { Database } from '../../database/database'
import { StatementRunner } from '../../database/statement-runner'
import { LedgerSchemaUnfit } from '../ledger.failures'
import { PostgresLedgerStanding } from './postgres-ledger-standing'

const { signal } = new AbortController()

describe('PostgresLedgerStanding', () => {
  let testDatabase: TestDatabase
  let database: Database
  let standing: PostgresLedgerStanding

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    standing = new PostgresLedgerStanding(StatementRunner.onAnyConnection(database))
  })

  afterAll(async () => {
    await database?.onApplicationShutdown()
    await testDatabase?.close()
  })

  async function sql<Row extends object>(text: string): Promise<Row[]> {
    return database.exclusively(async (client) => (await client.query<Row>(text)).rows)
  }

  everyLedgerStanding('PostgreSQL', () => standing)

  it('counts the jobs whose lease holds', async () => {
    const job = (key: string, lease: string, sweep: string) =>
      sql(`INSERT INTO worker.job (job_key, reference, request, payload_hash, state, attempt, deliveries, redrives,
             lease_token, lease_until, sweep_at)
           VALUES ('${key}', 'NRF-000001', '{}', 'hash', 'leased', 1, 1, 0, 1, ${lease}, ${sweep})`)
    await job('held', "now() + interval '40 s'", "now() + interval '160 s'")
    await job('left', "now() - interval '1 s'", "now() + interval '100 s'")
    await job('ended', 'NULL', 'NULL')
    expect(await standing.jobsAtWork(signal)).toBe(1)
  })

  it('refuses a schema that is too old, too new or not there, and says which', async () => {
    const [known] = await sql<{ version: number; oldest_reader: number }>(
      'SELECT * FROM worker.ledger_schema'
    )
    try {
      await sql('UPDATE worker.ledger_schema SET version = 9, oldest_reader = 2')
      await expect(standing.ask(signal)).resolves.toEqual({ schemaVersion: 9, pauses: [] })
      await sql('UPDATE worker.ledger_schema SET oldest_reader = 3')
      await expect(standing.ask(signal)).rejects.toBeInstanceOf(LedgerSchemaUnfit)
      await sql('UPDATE worker.ledger_schema SET version = 1, oldest_reader = 1')
      await sql('ALTER TABLE worker.queue_pause RENAME TO not_there_yet')
      await expect(standing.ask(signal)).rejects.toThrow(/is at version 1, readable from 1/)
      await sql('ALTER TABLE worker.ledger_schema RENAME TO nothing_there')
      await expect(standing.ask(signal)).rejects.toThrow(/is at version none/)
      await sql('ALTER TABLE worker.nothing_there RENAME TO ledger_schema')
      await sql('ALTER TABLE worker.not_there_yet RENAME TO queue_pause')
      await sql('DELETE FROM worker.ledger_schema')
      await expect(standing.ask(signal)).rejects.toThrow(/is at version none/)
    } finally {
      await sql('DELETE FROM worker.ledger_schema')
      await sql(
        `INSERT INTO worker.ledger_schema (version, oldest_reader) VALUES (${known.version}, ${known.oldest_reader})`
      )
    }
  })
})
