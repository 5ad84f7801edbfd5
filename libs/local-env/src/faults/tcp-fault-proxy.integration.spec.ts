import { Client, type ClientConfig } from 'pg'
import { findPostgres } from '../database/postgres-binaries'
import { startDatabase, type LocalDatabase } from '../database/start-database'
import { TcpFaultProxy } from './tcp-fault-proxy'

const READY_MS = 200_000

const hasServer =
  process.env.TEST_DATABASE_URL !== undefined ||
  (process.env.NRF_DATABASE !== 'embedded' && findPostgres() !== undefined)
const describeWithServer = hasServer ? describe : describe.skip
const skipped = hasServer ? '' : ' (skipped: the embedded database has one session)'

describeWithServer(`the proxy before PostgreSQL${skipped}`, () => {
  let database: LocalDatabase
  let proxy: TcpFaultProxy
  let url: string
  let clients: Client[]

  beforeAll(async () => {
    database = await startDatabase({ givenUrl: process.env.TEST_DATABASE_URL })
  }, READY_MS)
  afterAll(() => database.stop())

  beforeEach(async () => {
    clients = []
    ;({ proxy, url } = await TcpFaultProxy.before(database.url))
  })
  afterEach(async () => {
    // Some of these connections are broken by intent.
    await Promise.allSettled(clients.map((client) => client.end()))
    await proxy.stop()
  })

  async function open(config: ClientConfig = {}): Promise<Client> {
    const client = new Client({ connectionString: url, ...config })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }
  const claim = (client: Client) =>
    client.query<{ one: number }>({ name: 'job_claim_5ea1', text: 'SELECT $1::int AS one', values: [1] })

  it('changes nothing without a rule', async () => {
    const client = await open()
    const { rows } = await client.query(`SELECT repeat('x', 100000) AS text FROM generate_series(1, 20)`)
    expect(rows).toHaveLength(20)
    expect((await claim(client)).rows).toEqual([{ one: 1 }])
    expect(proxy.connectionCount).toBe(1)
  })

  it('tells of a prepared statement before the server has it and after the client knows', async () => {
    const client = await open()
    const seen: string[] = []
    for (const when of ['before', 'after', 'passed'] as const) {
      proxy.onStatement({ statement: 'job_claim', when, times: 2, act: () => void seen.push(when) })
    }
    await client.query('SELECT 1')
    expect(seen).toEqual([])
    await claim(client)
    expect(seen).toEqual(['before', 'after', 'passed'])
    await claim(client)
    expect(seen).toHaveLength(6)
  })

  it.each(['before', 'after'] as const)('cuts the connection %s the server acts', async (when) => {
    const client = await open()
    await client.query('CREATE TEMPORARY SEQUENCE hits; SELECT 1')
    proxy.onStatement({ statement: 'job_claim', when, act: () => 'cut' })
    await expect(claim(client)).rejects.toThrow('Connection terminated')
  })

  it('answers a statement with an error of its own, and the next one is the true answer', async () => {
    const client = await open()
    proxy.onStatement({ statement: 'job_claim', when: 'before', act: () => ({ sqlState: '40001' }) })
    await expect(claim(client)).rejects.toMatchObject({ code: '40001' })
    expect((await claim(client)).rows).toEqual([{ one: 1 }])
  })

  it('lets a statement pass so many times first', async () => {
    const client = await open()
    const fate = { sqlState: '40P01' }
    proxy.onStatement({ statement: 'job_claim', when: 'before', after: 1, act: () => fate })
    await claim(client)
    await expect(claim(client)).rejects.toMatchObject({ code: '40P01' })
  })

  it('finds statements by their text', async () => {
    const client = await open()
    proxy.onStatement({ statement: 'AS two', when: 'before', act: () => 'cut' })
    await client.query('SELECT 1 AS one')
    await expect(client.query('SELECT 2 AS two')).rejects.toThrow('Connection terminated')
  })

  it('refuses new connections as a full server does', async () => {
    const client = await open()
    proxy.refuse('53300')
    await expect(open()).rejects.toMatchObject({ code: '53300' })
    expect((await claim(client)).rows).toHaveLength(1)
    proxy.mend()
    await expect(open()).resolves.toBeDefined()
  })

  it('cuts everybody off, and lets them come back', async () => {
    const client = await open()
    proxy.cut()
    await expect(claim(client)).rejects.toThrow(/terminated|ECONNRESET|not queryable/)
    await expect(open()).rejects.toThrow(/terminated|ECONNRESET/)
    proxy.mend()
    expect((await claim(await open())).rows).toHaveLength(1)
  })

  it('lets connections hang half-open', async () => {
    const client = await open({ query_timeout: 300 })
    proxy.silence()
    await expect(claim(client)).rejects.toThrow('timeout')
    await expect(open({ connectionTimeoutMillis: 300 })).rejects.toThrow('timeout')
    proxy.mend()
    expect((await claim(await open())).rows).toHaveLength(1)
  })

  it('holds one statement back for good', async () => {
    const client = await open({ query_timeout: 300 })
    proxy.onStatement({ statement: 'job_claim', when: 'before', act: () => 'hold' })
    await expect(claim(client)).rejects.toThrow('timeout')
  })

  it('slows a connection down', async () => {
    const client = await open({ query_timeout: 300 })
    proxy.slowDown(1000)
    await expect(claim(client)).rejects.toThrow('timeout')
  })
})
