// cspell:ignore hostssl ldapserver ldapport ldapprefix ldapsuffix
import { Client, escapeLiteral } from 'pg'
import type { ServerIdentity } from './private-authority'
import { startPrivateServer } from './private-server'

/** A PostgreSQL of its own that lets the user `nrf_token` in by TLS and with a password only. */
export interface GuardedPostgres {
  readonly port: number
  readonly database: string
  readonly user: string
  /** Runs as the owner of the server. */
  query(sql: string): Promise<Record<string, unknown>[]>
  stop(): Promise<void>
}

const USER = 'nrf_token'

/** @param directoryPort LDAP directory on 127.0.0.1 that is asked whether a password is right */
export async function startGuardedPostgres(
  { key, certificate }: ServerIdentity,
  directoryPort: number
): Promise<GuardedPostgres> {
  const server = await startPrivateServer()
  const { port, pathname } = new URL(server.url)
  const guarded: GuardedPostgres = {
    port: Number(port),
    database: pathname.slice(1),
    user: USER,
    query: (sql) => query(server.url, sql),
    stop: () => server.stop()
  }
  try {
    await writeServerFile(server.url, 'server.key', key)
    await writeServerFile(server.url, 'server.crt', certificate)
    await writeServerFile(server.url, 'pg_hba.conf', rules(directoryPort))
    await guarded.query(`CREATE ROLE ${USER} LOGIN`)
    await guarded.query('ALTER SYSTEM SET ssl = on')
    await guarded.query('SELECT pg_reload_conf()')
    await untilTlsIsOn(server.url)
    return guarded
  } catch (error) {
    await server.stop()
    throw error
  }
}

function rules(directoryPort: number): string {
  const directory = `ldapserver=127.0.0.1 ldapport=${directoryPort} ldapprefix="" ldapsuffix=""`
  return [
    `hostssl all ${USER} 127.0.0.1/32 ldap ${directory}`,
    `host all ${USER} 127.0.0.1/32 reject`,
    'host all nrf 127.0.0.1/32 trust',
    ''
  ].join('\n')
}

/** The data folder belongs to the server's user; only the server itself may write there. */
async function writeServerFile(url: string, name: string, content: string): Promise<void> {
  const lines = content.trimEnd().split('\n').map(escapeLiteral).join(', ')
  const program = escapeLiteral(`umask 077; cat > ${name}`)
  await query(url, `COPY (SELECT unnest(ARRAY[${lines}])) TO PROGRAM ${program}`)
}

async function untilTlsIsOn(url: string): Promise<void> {
  for (;;) {
    const [{ setting }] = await query(url, `SELECT setting FROM pg_settings WHERE name = 'ssl'`)
    if (setting === 'on') return
  }
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
