import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { errorCode } from '../processes/error-code'

const CONNECT_TRIES = 3
const BETWEEN_TRIES_MS = 250

/** Runs one statement on its own connection. */
async function runOn(url: string, sql: string): Promise<void> {
  const client = await connect(url)
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A server on a busy machine may cut a connection while it is being made; nothing has been sent by then. */
async function connect(url: string): Promise<Client> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new Client({ connectionString: url })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (attempt === CONNECT_TRIES || errorCode(error) !== 'ECONNRESET') throw error
      await delay(BETWEEN_TRIES_MS)
    }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/**
 * Makes a database on a server with real sessions.
 *
 * @param adminUrl address of any database of the server, with the right to create databases
 * @param template database to copy; nobody may be connected to it
 * @returns address of the new database, with the credentials of `adminUrl`
 */
export async function createDatabase(
  adminUrl: string,
  name: string,
  template = 'template1'
): Promise<string> {
  await runOn(adminUrl, `CREATE DATABASE ${quoted(name)} TEMPLATE ${quoted(template)}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Removes a database and cuts the sessions that are still open on it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await runOn(adminUrl, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`)
}
