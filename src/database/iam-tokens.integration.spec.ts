import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Client } from 'pg'
import type { DatabaseOptions } from '../config/config.tokens'
import { databaseOptionsFor } from '../../test/builders/database-options'
import { startGuardedPostgres, type GuardedPostgres } from '../../test/environment/guarded-postgres'
import { PrivateAuthority } from '../../test/environment/private-authority'
import { describeWithRealSessions } from '../../test/environment/test-database'
import { TokenDirectory } from '../../test/environment/token-directory'
import { Database } from './database'
import { DatabaseUnavailable } from './database.failures'

/** X-Amz-Date has whole seconds. */
const TOKEN_LIFETIME_MS = 3_000
const KEY_ID = 'task-role-key'
const CREDENTIALS = { AWS_ACCESS_KEY_ID: KEY_ID, AWS_SECRET_ACCESS_KEY: 'secret-of-the-task-role' }
const before = { ...process.env }

describeWithRealSessions('IAM tokens', () => {
  let authority: PrivateAuthority
  let directory: TokenDirectory
  let postgres: GuardedPostgres
  const opened: Database[] = []

  beforeAll(async () => {
    authority = await PrivateAuthority.create()
    directory = new TokenDirectory(TOKEN_LIFETIME_MS)
    postgres = await startGuardedPostgres(await authority.identityFor('localhost'), await directory.start())
  })

  beforeEach(() => {
    Object.assign(process.env, CREDENTIALS, { AWS_EC2_METADATA_DISABLED: 'true' })
  })

  afterEach(async () => {
    directory.isOpen = true
    process.env = { ...before }
    for (const database of opened.splice(0)) await database.onApplicationShutdown()
  })

  afterAll(async () => {
    await postgres.stop()
    await directory.stop()
    await authority.remove()
  })

  const open = (overrides: Partial<DatabaseOptions> = {}): Database => {
    const database = new Database({
      ...databaseOptionsFor({ url: '', isSingleSession: false }),
      url: undefined,
      host: 'localhost',
      port: postgres.port,
      database: postgres.database,
      user: postgres.user,
      iamAuthentication: true,
      ssl: true,
      trustedCertificates: [authority.certificate],
      ...overrides
    })
    opened.push(database)
    return database
  }

  const ask = async (database: Database, sql: string): Promise<unknown> => {
    const client = await database.connection()
    try {
      return (await client.query(sql)).rows[0]
    } finally {
      client.release()
    }
  }

  it('open a connection by TLS, signed for this address and user', async () => {
    const row = await ask(
      open(),
      'SELECT current_user AS name, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
    )

    expect(row).toEqual({ name: 'nrf_token', ssl: true })
    const token = new URL(`https://${directory.tokens.at(-1)}`)
    expect([token.host, token.searchParams.get('DBUser')]).toEqual([
      `localhost:${postgres.port}`,
      'nrf_token'
    ])
    expect(token.searchParams.get('X-Amz-Credential')).toMatch(/^task-role-key\/\d{8}\/eu-west-2\/rds-db\//)
  })

  it('are made anew for a connection after the first one has run out, and do not end the open ones', async () => {
    const database = open()
    const first = await database.connection()
    const stale = directory.tokens.at(-1)!
    while (directory.accepts(stale)) await delay(50)

    expect((await first.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await expect(connectWith(stale)).rejects.toThrow('authentication failed')
    expect(await ask(database, 'SELECT 2 AS two')).toEqual({ two: 2 })

    expect(directory.tokens.at(-1)).not.toBe(stale)
    first.release()
  })

  it('do not show in the failure when they are refused', async () => {
    directory.isOpen = false

    const failure: unknown = await open()
      .connection()
      .catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(DatabaseUnavailable)
    expect(String(failure)).toContain('authentication failed')
    expect(inspect(failure, { depth: 10 })).not.toContain('X-Amz')
  })

  it('that cannot be made without credentials are named as the reason', async () => {
    delete process.env.AWS_ACCESS_KEY_ID
    delete process.env.AWS_SECRET_ACCESS_KEY

    const asked = open().connection()

    await expect(asked).rejects.toBeInstanceOf(DatabaseUnavailable)
    await expect(asked).rejects.toThrow(/credentials/i)
  })

  it('go to nobody whose certificate is not trusted', async () => {
    const { length } = directory.tokens

    await expect(open({ trustedCertificates: [] }).connection()).rejects.toThrow(/certificate/)
    expect(directory.tokens).toHaveLength(length)
  })

  it('go to nobody whose certificate is for another name', async () => {
    const { length } = directory.tokens

    await expect(open({ host: '127.0.0.1' }).connection()).rejects.toThrow(/certificate/)
    expect(directory.tokens).toHaveLength(length)
  })

  function connectWith(password: string): Promise<unknown> {
    const { port, user, database } = postgres
    const ssl = { ca: authority.certificate }
    return new Client({ host: 'localhost', port, user, database, password, ssl }).connect()
  }
})
