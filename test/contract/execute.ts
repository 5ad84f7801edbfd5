import { Client } from 'pg'
import type { TestDatabase } from '../environment/test-database'

/** Runs one statement beside the service. */
export async function execute<Row extends object>(
  { url }: Pick<TestDatabase, 'url'>,
  sql: string
): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
