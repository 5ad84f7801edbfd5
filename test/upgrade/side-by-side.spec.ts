import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import {
  applyChangelog,
  createDatabase,
  dropDatabase,
  projectFolder,
  type WorkerProcess
} from '@nrf/local-env'
import { currentTestRun } from '../environment/test-run'
import { ask, AssessmentService, logged } from '../flow/assessment-service'
import { SampleDistrict } from '../flow/sample-district'
import { PATIENCE_MS, until } from '../flow/until'
import { EarlierRelease, earlierRelease } from './earlier-release'

const BUILD_MS = 600_000
/** What a worker has received while it was stopped comes back soon. */
const SETTINGS = { SQS_VISIBILITY_TIMEOUT: '15', DB_STATEMENT_TIMEOUT_SECONDS: '10' }
/** Of the nutrient assessment, in the order of the runbook. */
const LAYERS: Readonly<Record<string, string>> = {
  nn_catchments: 'layers/nn_catchments.geojson',
  subcatchments: 'layers/subcatchments.geojson',
  lpa_boundaries: 'layers/lpa_boundaries.geojson',
  wwtw_catchments: 'layers/wwtw_catchments.geojson',
  coefficient_layer: 'layers/coefficient_layer.geojson',
  rates_lookup: 'lookups/rates_lookup.csv',
  wwtw_lookup: 'lookups/wwtw_lookup.csv'
}

jest.setTimeout(4 * PATIENCE_MS)

const from = earlierRelease()
const reason = currentTestRun().isSingleSession
  ? 'the embedded database has one session'
  : 'there is no tag yet; UPGRADE_FROM names a commit'
const isPossible = from !== undefined && !currentTestRun().isSingleSession

// Jest names the skipped group, so that a run says what it has not shown.
const group = isPossible ? describe : describe.skip
const title = isPossible ? `HEAD beside ${from}` : `HEAD beside the last release (skipped: ${reason})`

group(title, () => {
  const changelogFile = join(projectFolder(), 'changelog', 'db.changelog.xml')
  const databaseName = `nrf_upgrade_${randomBytes(6).toString('hex')}`
  let earlier: EarlierRelease
  let service: AssessmentService
  let district: SampleDistrict
  let old: WorkerProcess
  let present: WorkerProcess
  let databaseUrl: string
  let count = 0

  beforeAll(async () => {
    earlier = new EarlierRelease(from!)
    earlier.build()
    district = await SampleDistrict.read()
    databaseUrl = await createDatabase(currentTestRun().databaseUrl, databaseName)
    await applyChangelog({ databaseUrl, changelogFile: earlier.changelog })
    for (const [layer, file] of Object.entries(LAYERS)) {
      const words = ['data', 'load', join('samples', file), '--layer', layer, '--activate']
      earlier.nrf(words, { DATABASE_URL: databaseUrl, ENVIRONMENT: 'local' })
    }
    service = await AssessmentService.start({
      layers: [],
      settings: { ...SETTINGS, DATABASE_URL: databaseUrl }
    })
  }, BUILD_MS)

  afterAll(async () => {
    await service?.stop()
    await dropDatabase(currentTestRun().databaseUrl, databaseName)
    earlier?.remove()
  })

  async function submit(): Promise<string> {
    count += 1
    const reference = `NRF-${995_000 + count}`
    service.backend.put(district.details('NRF-900001', reference))
    await service.submit({ reference })
    return reference
  }

  /** Submits a job and waits until the backend has its result, by whichever worker. */
  async function complete(): Promise<void> {
    const reference = await submit()
    const result = await until(
      async () => service.backend.resultOf(reference),
      (found) => found !== undefined
    )
    expect(result).toMatchObject({ status: 'COMPLETED' })
  }

  const completedBy = (worker: WorkerProcess): number =>
    worker.logs.filter((log) => log['event.action'] === 'job_completed').length

  /** Submits jobs until each of the workers has completed one more. */
  async function share(...workers: readonly WorkerProcess[]): Promise<void> {
    const before = workers.map(completedBy)
    await until(
      async () => {
        await Promise.all(Array.from({ length: 8 }, complete))
        return workers.map((worker, index) => completedBy(worker) - before[index])
      },
      (more) => more.every((jobs) => jobs > 0)
    )
  }

  it('goes on with the old code on the old schema while the new code waits, or works, and says so', async () => {
    old = await service.beginWorker({}, earlier.main)
    await old.ready(PATIENCE_MS)
    await complete()

    present = await service.beginWorker()
    await logged(present, 'worker_startup')
    await complete()
    expect(await ask(present, '/health')).toMatchObject({ status: 200 })
    // A worker that cannot use the schema names it, and has received nothing.
    const { status, body } = await ask(present, '/health/ready')
    const said = JSON.stringify(body)
    const isWaiting = present.logs.every((log) => log['event.action'] !== 'message_received')
    expect(status === 200 || (isWaiting && said.includes('this release needs version'))).toBe(true)
  })

  it('works with both on the new schema, side by side, each job once', async () => {
    await applyChangelog({ databaseUrl, changelogFile })
    await present.ready(PATIENCE_MS)
    await share(old, present)
    for (const worker of [old, present]) expect(await ask(worker, '/health')).toMatchObject({ status: 200 })
  })

  it('goes on with the new code alone, and with the old code again after a roll back', async () => {
    expect(await old.stop()).toMatchObject({ code: 0 })
    await share(present)
    expect(await present.stop()).toMatchObject({ code: 0 })
    old = await service.beginWorker({}, earlier.main)
    await old.ready(PATIENCE_MS)
    await share(old)
  })

  it('has delivered one result for each job', () => {
    const results = service.backend.received.filter(({ route }) => route === 'results')
    expect(new Set(results.map(({ reference }) => reference)).size).toBe(count)
    expect(results).toHaveLength(count)
  })
})
