import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectFolder } from '@nrf/local-env'
import { Client } from 'pg'

/**
 * The schema as the catalogue of the server tells it, for comparing servers of different versions.
 *
 * @returns lines in the order of their code points, the levels of the ledger's schema at the end
 */
export async function schemaSnapshot(databaseUrl: string): Promise<string[]> {
  const sql = await readFile(join(projectFolder(), 'test', 'liquibase', 'schema-snapshot.sql'), 'utf8')
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(sql)
    const levels = await client.query('SELECT version, oldest_reader FROM worker.ledger_schema')
    return [...rows.map(({ line }) => line), JSON.stringify(levels.rows)]
  } finally {
    await client.end()
  }
}
