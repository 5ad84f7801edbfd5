import { Client } from 'pg'

/** Empties the ledger of an environment on this machine, so that the next message of a reference is a new job. */
export async function forgetJobs(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('DELETE FROM worker.job')
    await client.query('DELETE FROM worker.quarantine')
  } finally {
    await client.end()
  }
}
