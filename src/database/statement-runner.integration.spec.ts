import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { TcpFaultProxy } from '@nrf/local-env'
import type { DatabaseOptions } from '../config/config.tokens'
import { databaseOptionsFor } from '../../test/builders/database-options'
import {
  describeWithRealSessions,
  openTestDatabase,
  type TestDatabase
} from '../../test/environment/test-database'
import { DatabaseUnavailable } from './database.failures'
import { Database } from './database'
import { StatementRunner } from './statement-runner'

/** Longer than a test may take: only what the test does can end a statement. */
const LONG_MS = 600_000
const never = new AbortController().signal

describe('StatementRunner', () => {
  let testDatabase: TestDatabase
  const opened: Database[] = []

  const open = (overrides: Partial<DatabaseOptions> = {}): StatementRunner => {
    const database = new Database(databaseOptionsFor(testDatabase, overrides))
    opened.push(database)
    return StatementRunner.leavingOneFree(database)
  }

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
  })

  afterEach(async () => {
    for (const database of opened.splice(0)) await database.onApplicationShutdown()
  })

  afterAll(() => testDatabase.close())

  it('gives whole and exact numbers as numbers, and the others as text', async () => {
    const text = `SELECT 9007199254740991::int8 AS safe, 9007199254740993::int8 AS unsafe,
      12.50::numeric AS exact, 123456789012345.678::numeric AS long, 0.1::float8 AS double`

    const [row] = await open().run({ name: 'numbers', text }, [], never)

    expect(row).toEqual({
      safe: 9007199254740991,
      unsafe: '9007199254740993',
      exact: 12.5,
      long: '123456789012345.678',
      double: 0.1
    })
  })

  it('prepares a statement once and runs it again under the same name', async () => {
    const runner = open({ maxConnections: 1 })
    const statement = { name: 'double_it', text: 'SELECT $1::int * 2 AS doubled' }

    for (const value of [1, 2, 3]) await runner.run(statement, [value], never)

    const prepared = await runner.run<{ runs: number }>(
      {
        name: 'prepared',
        text: `SELECT generic_plans + custom_plans AS runs FROM pg_prepared_statements
               WHERE name LIKE 'double_it_%'`
      },
      [],
      never
    )
    expect(prepared).toEqual([{ runs: 3 }])
  })

  it('keeps two texts under one name apart', async () => {
    const runner = open({ maxConnections: 1 })

    const first = await runner.run({ name: 'same', text: 'SELECT 1 AS value' }, [], never)
    const second = await runner.run({ name: 'same', text: 'SELECT 2 AS value' }, [], never)

    expect([first, second]).toEqual([[{ value: 1 }], [{ value: 2 }]])
  })

  it('lets two clients of the same database prepare the same statement', async () => {
    const statement = { name: 'shared', text: 'SELECT $1::text AS value' }

    const first = await open().run(statement, ['a'], never)
    const second = await open().run(statement, ['b'], never)

    expect([first, second]).toEqual([[{ value: 'a' }], [{ value: 'b' }]])
  })

  it('reports a wrong statement as a fault with its name, not as a database that is away', async () => {
    const run = open().run({ name: 'misspelt', text: 'SELEC 1' }, [], never)

    await expect(run).rejects.toThrow('Question "misspelt" failed: syntax error at or near "SELEC"')
    await expect(run).rejects.not.toBeInstanceOf(DatabaseUnavailable)
  })

  it('says at once that nobody listens at the address of the database', async () => {
    const server = createServer()
    const { port } = await listening(server)
    await new Promise((resolve) => server.close(resolve))
    const runner = open({ url: `postgres://nobody@127.0.0.1:${port}/none` })

    const started = Date.now()
    const run = runner.run({ name: 'any', text: 'SELECT 1' }, [], never)

    await expect(run).rejects.toBeInstanceOf(DatabaseUnavailable)
    await expect(run).rejects.toThrow(/ECONNREFUSED/)
    expect(Date.now() - started).toBeLessThan(20_000)
  })

  it('connects once the database is there, after a failure', async () => {
    let isThere = false
    const url = new URL(testDatabase.url)
    const database = new Database({
      ...databaseOptionsFor(testDatabase),
      get url() {
        return isThere ? testDatabase.url : `postgres://nobody@127.0.0.1:1${url.pathname}`
      }
    })
    opened.push(database)
    const runner = StatementRunner.leavingOneFree(database)
    const statement = { name: 'any', text: 'SELECT 1 AS one' }

    await expect(runner.run(statement, [], never)).rejects.toBeInstanceOf(DatabaseUnavailable)
    isThere = true

    expect(await runner.run(statement, [], never)).toEqual([{ one: 1 }])
  })

  it('does not start a statement for a caller who has gone', async () => {
    const gone = AbortSignal.abort(new Error('the job is over'))

    await expect(open().run({ name: 'any', text: 'SELECT 1' }, [], gone)).rejects.toThrow('the job is over')
  })

  describeWithRealSessions('with sessions of their own', () => {
    const sleep = { name: 'sleep', text: 'SELECT pg_sleep($1::float8)' }
    const countRunning = {
      name: 'running',
      text: `SELECT count(*) AS running FROM pg_stat_activity
             WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%' AND datname = current_database()`
    }

    async function until(runner: StatementRunner, accept: (running: number) => boolean): Promise<void> {
      for (;;) {
        const [{ running }] = await runner.run<{ running: number }>(countRunning, [], never)
        if (accept(running)) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }

    it('sets plans, parallelism and the time limit when it connects', async () => {
      const text = `SELECT name, setting FROM pg_settings WHERE name IN
        ('plan_cache_mode', 'jit', 'max_parallel_workers_per_gather', 'statement_timeout',
         'client_connection_check_interval', 'application_name', 'random_page_cost') ORDER BY name`

      const rows = await open({ statementTimeoutMs: 4_321 }).run({ name: 'settings', text }, [], never)

      expect(rows).toEqual([
        { name: 'application_name', setting: 'nrf-test' },
        { name: 'client_connection_check_interval', setting: '1000' },
        { name: 'jit', setting: 'off' },
        { name: 'max_parallel_workers_per_gather', setting: '0' },
        { name: 'plan_cache_mode', setting: 'force_generic_plan' },
        { name: 'random_page_cost', setting: '1.1' },
        { name: 'statement_timeout', setting: '4321' }
      ])
    })

    it('gives up a statement that takes too long, and works on', async () => {
      const runner = open({ statementTimeoutMs: 100 })

      const run = runner.run(sleep, [600], never)

      await expect(run).rejects.toBeInstanceOf(DatabaseUnavailable)
      await expect(run).rejects.toThrow(/question "sleep", canceling statement due to statement timeout/)
      expect(await runner.run({ name: 'after', text: 'SELECT 1 AS one' }, [], never)).toEqual([{ one: 1 }])
    })

    it('ends the statement of a caller who leaves', async () => {
      const runner = open({ statementTimeoutMs: LONG_MS })
      const leaving = new AbortController()
      const run = runner.run(sleep, [600], leaving.signal)
      const outcome = run.catch((error: unknown) => error)
      await until(runner, (running) => running === 1)

      leaving.abort(new Error('the job is over'))

      expect(await outcome).toEqual(new Error('the job is over'))
      await until(runner, (running) => running === 0)
    })

    it('leaves one connection of the pool to others, however many ask', async () => {
      const runner = open({ maxConnections: 3, statementTimeoutMs: LONG_MS })
      const observer = open()
      const leaving = new AbortController()
      const runs = [1, 2, 3, 4].map(() => runner.run(sleep, [600], leaving.signal))
      const outcomes = Promise.allSettled(runs)

      await until(observer, (running) => running === 2)
      await new Promise((resolve) => setTimeout(resolve, 100))
      await until(observer, (running) => running === 2)
      leaving.abort(new Error('the job is over'))

      const reasons = (await outcomes).map(({ status }) => status)
      expect(reasons).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
    })

    it('takes a connection that the server cut for a database that is away', async () => {
      const runner = open()
      const run = runner.run(sleep, [600], never)
      const outcome = run.catch((error: unknown) => error)
      const other = open()
      await until(other, (running) => running === 1)

      const text = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database()`
      await other.run({ name: 'cut', text }, [], never)

      expect(await outcome).toBeInstanceOf(DatabaseUnavailable)
    })

    it('outlives the first connection when it is cut off while it is lent', async () => {
      const { proxy, url } = await TcpFaultProxy.before(testDatabase.url)
      const outcome = open({ url })
        .run(sleep, [600], never)
        .catch((error: unknown) => error)
      await until(open(), (running) => running === 1)

      proxy.dropConnections()

      expect(await outcome).toBeInstanceOf(DatabaseUnavailable)
      await proxy.stop()
    })
  })
})

async function listening(server: Server): Promise<AddressInfo> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address
}
