import { Client } from 'pg'
import type { TestDatabase } from '../environment/test-database'

/** Runs one statement beside the service. */
export async function execute({ url }: Pick<TestDatabase, 'url'>, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
