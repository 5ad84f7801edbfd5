import { Client } from 'pg'

/** Runs one statement on its own connection. */
async function runOn(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
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
