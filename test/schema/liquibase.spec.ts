import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { applyChangelog, createDatabase, dropDatabase, projectFolder } from '@nrf/local-env'
import { Client } from 'pg'
import { describeWithRealSessions } from '../environment/test-database'
import { currentTestRun } from '../environment/test-run'

const run = promisify(execFile)
const TIMEOUT_MS = 120_000
/** More change sets than there will be: rolls back all of them. */
const ALL = 10_000
/** Where the two keep a record of what they have applied. */
const RECORDS = ['databasechangelog', 'databasechangeloglock', 'applied_change_set']

/** The command; see CONTRIBUTING.md. */
const LIQUIBASE = process.env.LIQUIBASE

async function liquibase(databaseUrl: string, ...command: string[]): Promise<void> {
  const { hostname, port, pathname, username, password } = new URL(databaseUrl)
  const env = {
    ...process.env,
    LIQUIBASE_COMMAND_URL: `jdbc:postgresql://${hostname}:${port || '5432'}${pathname}`,
    LIQUIBASE_COMMAND_USERNAME: decodeURIComponent(username),
    LIQUIBASE_COMMAND_PASSWORD: decodeURIComponent(password),
    LIQUIBASE_COMMAND_CHANGELOG_FILE: 'changelog/db.changelog.xml',
    LIQUIBASE_SEARCH_PATH: projectFolder()
  }
  await run(LIQUIBASE!, command, { env, timeout: TIMEOUT_MS })
}

/** The schema as SQL, without the records and without the token that newer versions of pg_dump draw by lot. */
async function schemaOf(databaseUrl: string): Promise<string[]> {
  const exclude = RECORDS.map((table) => `--exclude-table=public.${table}`)
  const args = ['--schema-only', ...exclude, `--dbname=${databaseUrl}`]
  const { stdout } = await run('pg_dump', args, { timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 })
  return stdout.split('\n').filter((line) => !/^\\(un)?restrict /.test(line))
}

const describeWithLiquibase = LIQUIBASE ? describeWithRealSessions : describe.skip

describeWithLiquibase('the changelog under Liquibase (skipped unless LIQUIBASE names its command)', () => {
  const databases: string[] = []
  let byLiquibase: string

  async function openEmpty(): Promise<string> {
    const name = `nrf_schema_${randomBytes(6).toString('hex')}`
    databases.push(name)
    return createDatabase(currentTestRun().databaseUrl, name, 'template0')
  }

  beforeAll(async () => {
    byLiquibase = await openEmpty()
    await liquibase(byLiquibase, 'update')
  }, TIMEOUT_MS)

  afterAll(async () => {
    for (const name of databases) await dropDatabase(currentTestRun().databaseUrl, name)
  })

  it('makes the schema that the applier of the embedded environment makes', async () => {
    const byApplier = await openEmpty()
    const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
    await applyChangelog({ databaseUrl: byApplier, changelogFile })

    const schema = await schemaOf(byLiquibase)
    expect(schema).toContain('CREATE TABLE reference.layer_version (')
    expect(schema).toEqual(await schemaOf(byApplier))
  })

  it(
    'rolls back to nothing but the extension, and forward again',
    async () => {
      const before = await schemaOf(byLiquibase)
      const untouched = await openEmpty()
      const client = new Client({ connectionString: untouched })
      await client.connect()
      await client.query('CREATE EXTENSION postgis')
      await client.end()

      await liquibase(byLiquibase, 'rollback-count', `--count=${ALL}`)
      expect(await schemaOf(byLiquibase)).toEqual(await schemaOf(untouched))

      await liquibase(byLiquibase, 'update')
      expect(await schemaOf(byLiquibase)).toEqual(before)
    },
    TIMEOUT_MS
  )
})
