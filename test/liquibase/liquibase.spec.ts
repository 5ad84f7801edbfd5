import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  applyChangelog,
  createDatabase,
  projectFolder,
  startDatabase,
  type LocalDatabase
} from '@nrf/local-env'
import { Client } from 'pg'
import { schemaSnapshot } from './schema-snapshot'

const run = promisify(execFile)
const TIMEOUT_MS = 120_000
const EMBEDDED_MS = 400_000
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024
/** More change sets than there will be: rolls back all of them. */
const ALL = 10_000
/** Where the two keep a record of what they have applied. */
const RECORDS = ['databasechangelog', 'databasechangeloglock', 'applied_change_set']
const ROLES = ['nrf_impact_assessor', 'nrf_reference_loader']

const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')

async function liquibase(databaseUrl: string, command: string[], changelog = {}): Promise<string> {
  const program = join(projectFolder(), 'test', 'liquibase', 'liquibase.cjs')
  const { stdout, stderr } = await run(process.execPath, [program, databaseUrl, ...command], {
    env: { ...process.env, ...changelog },
    timeout: TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES
  })
  return stdout + stderr
}

async function query(databaseUrl: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** The schema as SQL, without the records and without the token that newer versions of pg_dump draw by lot. */
async function schemaOf(databaseUrl: string): Promise<string[]> {
  const exclude = RECORDS.map((table) => `--exclude-table=public.${table}`)
  const args = ['--schema-only', ...exclude, `--dbname=${databaseUrl}`]
  const { stdout } = await run('pg_dump', args, { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES })
  return stdout.split('\n').filter((line) => !/^\\(un)?restrict /.test(line))
}

const appliedChangeSets = (databaseUrl: string) =>
  query(databaseUrl, 'SELECT * FROM public.databasechangelog ORDER BY orderexecuted')

/** Starts a server with the roles that the platform has. */
async function startWithRoles(kind: 'cluster' | 'embedded'): Promise<LocalDatabase> {
  process.env.NRF_DATABASE = kind
  const database = await startDatabase()
  for (const role of ROLES) await query(database.url, `CREATE ROLE ${role} LOGIN`)
  return database
}

describe('the changelog under Liquibase', () => {
  let server: LocalDatabase
  let byLiquibase: string

  const openEmpty = (name: string) => createDatabase(server.url, name, 'template0')

  beforeAll(async () => {
    server = await startWithRoles('cluster')
    byLiquibase = await openEmpty('by_liquibase')
    await liquibase(byLiquibase, ['validate'])
    await liquibase(byLiquibase, ['update'])
  }, TIMEOUT_MS)

  afterAll(() => server.stop())

  it('makes the schema that the applier of the embedded environment makes, with the same grants', async () => {
    const byApplier = await openEmpty('by_applier')
    await applyChangelog({ databaseUrl: byApplier, changelogFile })

    const schema = await schemaOf(byLiquibase)
    expect(schema).toContain('CREATE TABLE reference.layer_version (')
    expect(schema).toContain('GRANT SELECT ON TABLE reference.layer_version TO nrf_impact_assessor;')
    expect(schema).toEqual(await schemaOf(byApplier))
    expect(await schemaSnapshot(byLiquibase)).toEqual(await schemaSnapshot(byApplier))
  })

  it(
    'makes the schema that the applier makes on the embedded database',
    async () => {
      const embedded = await startWithRoles('embedded')
      try {
        await applyChangelog({ databaseUrl: embedded.url, changelogFile })

        expect(await schemaSnapshot(embedded.url)).toEqual(await schemaSnapshot(byLiquibase))
      } finally {
        await embedded.stop()
      }
    },
    EMBEDDED_MS
  )

  it('changes nothing the second time', async () => {
    const before = await appliedChangeSets(byLiquibase)

    await liquibase(byLiquibase, ['update'])

    expect(before.length).toBeGreaterThan(10)
    expect(await appliedChangeSets(byLiquibase)).toEqual(before)
    expect(await liquibase(byLiquibase, ['status'])).toContain('is up to date')
  })

  it('leaves nothing for the applier to do', async () => {
    expect(await applyChangelog({ databaseUrl: byLiquibase, changelogFile })).toBe(0)
  })

  it('rolls back to nothing but the extension, and forward again', async () => {
    const before = await schemaOf(byLiquibase)
    const untouched = await openEmpty('untouched')
    await query(untouched, 'CREATE EXTENSION postgis')

    await liquibase(byLiquibase, ['rollback-count', `--count=${ALL}`])
    expect(await schemaOf(byLiquibase)).toEqual(await schemaOf(untouched))

    await liquibase(byLiquibase, ['update'])
    expect(await schemaOf(byLiquibase)).toEqual(before)
  })

  it('keeps every piece where the partitions by version come, and where they are taken back', async () => {
    const applied = await appliedChangeSets(byLiquibase)
    const steps = `--count=${applied.length - applied.findIndex(({ id }) => id === '1.6-pieces-by-version')}`
    const pieces = () =>
      query(
        byLiquibase,
        'SELECT layer, version, feature_seq, ST_AsText(geom) FROM reference.piece ORDER BY 1, 2, 3'
      )
    const byVersion = await schemaOf(byLiquibase)
    await liquibase(byLiquibase, ['rollback-count', steps])
    await query(
      byLiquibase,
      `INSERT INTO reference.piece (layer, version, feature_seq, geom)
       SELECT layer, version, seq, ST_MakeEnvelope(seq, version, seq + 1, version + 1, 27700)
       FROM unnest(ARRAY['nn_catchments', 'edp_edges', 'a_new_layer']) AS layer,
         generate_series(1, 5) AS version, generate_series(1, 3) AS seq`
    )
    const [before, whole] = [await pieces(), await schemaOf(byLiquibase)]
    expect(whole).not.toContain('CREATE TABLE reference.piece_nn_catchments_2 (')
    expect(before).toHaveLength(45)

    await liquibase(byLiquibase, ['update'])
    expect(await pieces()).toEqual(before)
    expect(await schemaOf(byLiquibase)).toEqual(byVersion)
    const inSlots = 'SELECT DISTINCT version FROM reference.piece_nn_catchments_2 ORDER BY 1'
    expect(await query(byLiquibase, inSlots)).toEqual([{ version: 2 }, { version: 5 }])

    await liquibase(byLiquibase, ['rollback-count', steps])
    expect(await pieces()).toEqual(before)
    expect(await schemaOf(byLiquibase)).toEqual(whole)
    await liquibase(byLiquibase, ['update'])
  })

  it('refuses a changelog that is cut off, and names the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nrf-changelog-'))
    await writeFile(join(folder, 'broken.xml'), '<databaseChangeLog><changeSet id="1" author="nrf">')
    const changelog = { LIQUIBASE_COMMAND_CHANGELOG_FILE: 'broken.xml', LIQUIBASE_SEARCH_PATH: folder }

    const refusal = liquibase(byLiquibase, ['validate'], changelog)
    await expect(refusal).rejects.toThrow('Error parsing line 1 column')
    await expect(refusal).rejects.toThrow('broken.xml')
    await rm(folder, { recursive: true })
  })
})
