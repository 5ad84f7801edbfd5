import { startDatabase, type LocalDatabase } from '@nrf/local-env'

/** A PostgreSQL of its own for one spec file, where a test changes what belongs to the whole server. */
export async function startPrivateServer(): Promise<LocalDatabase> {
  const before = process.env.NRF_DATABASE
  process.env.NRF_DATABASE = 'cluster'
  try {
    return await startDatabase()
  } finally {
    if (before === undefined) delete process.env.NRF_DATABASE
    else process.env.NRF_DATABASE = before
  }
}
