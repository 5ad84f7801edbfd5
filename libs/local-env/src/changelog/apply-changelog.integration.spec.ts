import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startDatabase, type LocalDatabase } from '../database/start-database'
import { applyChangelog } from './apply-changelog'

const READY_MS = 200_000

describe('applying a changelog', () => {
  let database: LocalDatabase
  let client: Client
  let folder: string
  let schema = 0

  beforeAll(async () => {
    database = await startDatabase()
    client = new Client({ connectionString: database.url })
    await client.connect()
  }, READY_MS)
  afterAll(async () => {
    await client.end()
    await database.stop()
  })

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-changelog-'))
    await mkdir(join(folder, 'changelog'))
    schema += 1
    await client.query(`DROP TABLE IF EXISTS applied_change_set, databasechangelog; CREATE SCHEMA s${schema}`)
  })
  afterEach(() => rm(folder, { recursive: true }))

  const write = (...changeSets: string[]) =>
    writeFile(
      join(folder, 'changelog', 'db.changelog.xml'),
      `<databaseChangeLog>${changeSets.join('')}</databaseChangeLog>`
    )
  const aChangeSet = (id: string, sql: string) =>
    `<changeSet id="${id}" author="a"><sql splitStatements="false">${sql}</sql><rollback/></changeSet>`
  const apply = (onProgress?: (sentence: string) => void) =>
    applyChangelog({
      databaseUrl: database.url,
      changelogFile: join(folder, 'changelog', 'db.changelog.xml'),
      onProgress
    })
  const count = async (table: string) => {
    const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)
    return rows[0].n
  }

  it('applies what is new, once, in order', async () => {
    const table = `s${schema}.t`
    const progress: string[] = []
    await write(aChangeSet('1', `CREATE TABLE ${table} (a int); INSERT INTO ${table} VALUES (1);`))
    expect(await apply((sentence) => progress.push(sentence))).toBe(1)
    await write(
      aChangeSet('1', `CREATE TABLE ${table} (a int); INSERT INTO ${table} VALUES (1);`),
      aChangeSet('2', `INSERT INTO ${table} VALUES (2)`),
      aChangeSet('3', `UPDATE ${table} SET a = a * 10`)
    )

    expect(await apply()).toBe(2)
    expect(await apply()).toBe(0)
    expect(progress).toEqual(['Applied changelog/db.changelog.xml::1::a'])
    expect((await client.query(`SELECT a FROM ${table} ORDER BY a`)).rows).toEqual([{ a: 10 }, { a: 20 }])
  })

  it('takes a change set whole or not at all, and names it', async () => {
    const table = `s${schema}.t`
    await write(
      aChangeSet('1', `CREATE TABLE ${table} (a int)`),
      aChangeSet('2', `INSERT INTO ${table} VALUES (1); SELECT 1 / 0`)
    )

    await expect(apply()).rejects.toThrow('changelog/db.changelog.xml::2::a failed: division by zero')
    expect(await count(table)).toBe(0)
    expect(await count('applied_change_set')).toBe(1)
  })

  it('refuses a change set that was edited', async () => {
    await write(aChangeSet('1', `CREATE TABLE s${schema}.t (a int)`))
    await apply()
    await write(aChangeSet('1', `CREATE TABLE s${schema}.t (a bigint)`))

    await expect(apply()).rejects.toThrow('db.changelog.xml::1::a was edited after it had been applied here')
  })

  it('leaves alone what Liquibase has applied', async () => {
    await client.query(
      `CREATE TABLE databasechangelog (id text, author text, filename text);
       INSERT INTO databasechangelog VALUES ('1', 'a', 'changelog/db.changelog.xml')`
    )
    await write(aChangeSet('1', 'SELECT 1 / 0'), aChangeSet('2', `CREATE TABLE s${schema}.t (a int)`))

    expect(await apply()).toBe(1)
  })

  it('applies once when several start at the same moment', async () => {
    await write(aChangeSet('1', `CREATE TABLE s${schema}.t (a int)`), aChangeSet('2', 'SELECT 1'))
    const counts = await Promise.all([apply(), apply(), apply()])

    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(2)
  })
})
