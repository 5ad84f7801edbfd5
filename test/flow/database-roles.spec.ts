import { join } from 'node:path'
import { applyChangelog, projectFolder, type LocalDatabase } from '@nrf/local-env'
import { Client } from 'pg'
import { startPrivateServer } from '../environment/private-server'
import { describeWithRealSessions, type TestDatabase } from '../environment/test-database'
import { AssessmentService, logged } from './assessment-service'
import { SampleDistrict } from './sample-district'
import { PATIENCE_MS } from './until'

jest.setTimeout(3 * PATIENCE_MS)

const WORKER = 'nrf_impact_assessor'
const LOADER = 'nrf_reference_loader'
const SAMPLES = ['NRF-900001', 'NRF-900010']

describeWithRealSessions('the roles that the changelog grants rights to', () => {
  let server: LocalDatabase
  let service: AssessmentService

  const urlAs = (role: string): string => {
    const url = new URL(server.url)
    url.username = role
    return url.href
  }

  async function run(role: string, sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: urlAs(role) })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }

  beforeAll(async () => {
    // Roles belong to a whole server.
    server = await startPrivateServer()
    for (const role of [WORKER, LOADER]) await run('nrf', `CREATE ROLE ${role} LOGIN`)
    const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
    await applyChangelog({ databaseUrl: server.url, changelogFile })
    const database: TestDatabase = {
      url: urlAs(LOADER),
      isSingleSession: false,
      close: async () => undefined
    }
    service = await AssessmentService.start({ database, settings: { DATABASE_URL: urlAs(WORKER) } })
  }, 3 * PATIENCE_MS)

  afterAll(async () => {
    await service?.stop()
    await server?.stop()
  })

  it('let the loader load every layer, and the worker do its jobs', async () => {
    const district = await SampleDistrict.read()
    const worker = await service.startWorker()
    for (const sample of SAMPLES) {
      service.backend.put(district.details(sample))
      await service.submit({ reference: sample })
    }
    for (const reference of SAMPLES) await logged(worker, 'job_completed', { reference })

    expect(await run(WORKER, 'SELECT count(*)::int AS jobs FROM worker.job')).toEqual([
      { jobs: SAMPLES.length }
    ])
    expect(await worker.stop()).toMatchObject({ code: 0 })
  })

  it.each([
    [WORKER, 'INSERT INTO reference.active_version VALUES ($$wwtw_lookup$$, 1)'],
    [WORKER, 'DELETE FROM reference.feature'],
    [WORKER, 'TRUNCATE worker.job CASCADE'],
    [WORKER, 'UPDATE worker.ledger_schema SET version = 99'],
    [WORKER, 'CREATE TABLE worker.own (n integer)'],
    [WORKER, 'CREATE TABLE reference.own (n integer)'],
    [WORKER, 'ALTER TABLE worker.job ADD COLUMN own text'],
    [LOADER, 'SELECT * FROM worker.job'],
    [LOADER, 'UPDATE reference.layer_version SET row_count = 0'],
    [LOADER, 'TRUNCATE reference.feature'],
    [LOADER, 'CREATE TABLE reference.own (n integer)']
  ])('do not let %s: %s', async (role, sql) => {
    await expect(run(role, sql)).rejects.toThrow(/permission denied|must be owner/)
  })
})
