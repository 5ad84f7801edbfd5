import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { compiledFile } from '../processes/compiled-file'
import { createDatabase, dropDatabase } from './create-database'
import { findPostgres } from './postgres-binaries'
import { startDatabase } from './start-database'

const EMBEDDED_MS = 400_000
const describeWithPostgres = findPostgres() ? describe : describe.skip

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Does anybody listen on the port of this address? */
function isListening(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) })
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

/** Many clients at once on one session: whatever answer is not the one asked for, or from another's transaction. */
async function mixedUpAnswers(url: string): Promise<unknown[]> {
  const askMany = async (id: number): Promise<unknown[]> => {
    const client = new Client({ connectionString: url })
    await client.connect()
    const wrong: unknown[] = []
    for (let round = 0; round < 20; round += 1) {
      const asked = `${id}/${round}`
      await client.query('BEGIN')
      await client.query(`SET LOCAL nrf.owner = '${asked}'`)
      const text = `SELECT $1::text AS told, current_setting('nrf.owner') AS owner`
      const { rows } = await client.query({ name: `ask_${id}`, text, values: [asked] })
      await client.query('COMMIT')
      const failed = await client.query('SELECT 1 / $1::int', [0]).catch((error: unknown) => error)
      if (!String(failed).includes('division by zero')) wrong.push({ asked, failed })
      if (rows[0]?.told !== asked || rows[0]?.owner !== asked) wrong.push({ asked, rows })
    }
    // The last one goes away in the middle of a transaction.
    if (id === 4) client.query('BEGIN').catch(() => undefined)
    await client.end()
    return wrong
  }
  return (await Promise.all([1, 2, 3, 4].map(askMany))).flat()
}

async function untilSilent(url: string): Promise<void> {
  while (await isListening(url)) await delay(50)
}

describe('start of a database', () => {
  let folder: string
  const before = process.env.NRF_DATABASE

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-database-'))
    await chmod(folder, 0o755)
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
    if (before === undefined) delete process.env.NRF_DATABASE
    else process.env.NRF_DATABASE = before
  })

  it('uses a given database and leaves it alone', async () => {
    const database = await startDatabase({ givenUrl: 'postgresql://user:secret@db.example.org:5433/nrf' })
    await database.stop()

    expect(database).toMatchObject({ kind: 'given', isSingleSession: false })
    expect(database.description).toBe('given database db.example.org:5433/nrf')
  })

  it('refuses an unknown kind', async () => {
    process.env.NRF_DATABASE = 'oracle'

    await expect(startDatabase()).rejects.toThrow(
      'NRF_DATABASE is "oracle"; expected "cluster" or "embedded"'
    )
  })

  it(
    'starts the embedded database with PostGIS, says that it takes long, and keeps a folder for one process',
    async () => {
      process.env.NRF_DATABASE = 'embedded'
      const progress: string[] = []
      const database = await startDatabase({ folder, onProgress: (sentence) => progress.push(sentence) })
      await query(database.url, `CREATE TABLE kept AS SELECT ST_Area('POLYGON((0 0,2 0,2 2,0 0))') AS area`)

      expect(database).toMatchObject({ kind: 'embedded', isSingleSession: true })
      expect(await mixedUpAnswers(database.url)).toEqual([])
      expect(progress.join()).toContain('12 to 30 seconds')
      await expect(startDatabase({ folder })).rejects.toThrow('pglite.lock is held by process')
      await database.stop()
      expect(await isListening(database.url)).toBe(false)

      const again = await startDatabase({ folder })
      expect(await query(again.url, 'SELECT area FROM kept')).toEqual([{ area: 2 }])
      await again.stop()
    },
    EMBEDDED_MS
  )
})

describeWithPostgres('private cluster', () => {
  let folder: string

  beforeEach(async () => {
    process.env.NRF_DATABASE = 'cluster'
    folder = await mkdtemp(join(tmpdir(), 'nrf-database-'))
    await chmod(folder, 0o755)
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has real sessions and PostGIS, listens on the loopback address only, and leaves nothing behind', async () => {
    const database = await startDatabase()
    await query(database.url, 'CREATE EXTENSION postgis')
    const [{ directory, addresses }] = await query(
      database.url,
      `SELECT current_setting('data_directory') AS directory, current_setting('listen_addresses') AS addresses`
    )
    const own = await createDatabase(database.url, 'own')
    expect(await query(own, 'SELECT current_database() AS name')).toEqual([{ name: 'own' }])
    await dropDatabase(database.url, 'own')
    await database.stop()

    expect(database).toMatchObject({ kind: 'cluster', isSingleSession: false })
    expect(addresses).toBe('127.0.0.1')
    expect(existsSync(String(directory))).toBe(false)
    expect(await isListening(database.url)).toBe(false)
  })

  it('keeps its data in a folder, with full durability', async () => {
    const database = await startDatabase({ folder })
    await query(database.url, 'CREATE TABLE kept AS SELECT 7 AS n')
    await database.stop()
    const again = await startDatabase({ folder })
    const kept = await query(again.url, `SELECT n, current_setting('fsync') AS fsync FROM kept`)
    await again.stop()

    expect(kept).toEqual([{ n: 7, fsync: 'on' }])
  })

  it('tells why it did not start', async () => {
    const database = await startDatabase({ folder })

    await expect(startDatabase({ folder })).rejects.toThrow('lock file "postmaster.pid" already exists')
    await database.stop()
  })

  it('ends when the process that started it is killed', async () => {
    const start = compiledFile('libs/local-env/src/database/start-database.js')
    const program = `require(${JSON.stringify(start)}).startDatabase().then(({ url }) => console.log(url))`
    const parent = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [url] = await once(createInterface({ input: parent.stdout }), 'line')
    expect(await isListening(String(url))).toBe(true)
    parent.kill('SIGKILL')

    await untilSilent(String(url))
    expect(await isListening(String(url))).toBe(false)
  })
})
