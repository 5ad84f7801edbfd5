import { createHash } from 'node:crypto'
import type { Polygon } from '@nrf/geometry'
import type { LocalBucket, WorkerProcess } from '@nrf/local-env'
import { makeShapefile, makeZip } from '../../libs/geo-files/src/testing/index'
import { execute } from '../contract/execute'
import { openTestBucket } from '../environment/test-bucket'
import { AssessmentService, logged } from '../flow/assessment-service'
import { SampleDistrict } from '../flow/sample-district'
import { PATIENCE_MS } from '../flow/until'
import { FILE_ROWS, kmlRows, SHAPE_ROWS, type FileRow } from './file-rows'

jest.setTimeout(4 * PATIENCE_MS)

interface Result {
  readonly status: string
  readonly error?: { readonly code: string }
  readonly outcomes?: readonly { readonly impacts: unknown; readonly summary: unknown }[]
}

const INLINE = 'NRF-930001'
const BY_DETAILS = 'NRF-930002'
const BY_MESSAGE = '0d9c1f0e-6f0e-4a57-9a0e-2c8f3b7d1a11'
const LAST_GOOD = 'NRF-930003'
const WITH_MEASURES = 'NRF-930004'
const SAMPLE = 'NRF-900001'
const POLYGON = 5
const POLYGON_M = 25
const FILENAME = 'Mill Lane (1).zip'

/**
 * A thousand cuts are asked of the reader alone; rows for the boundary check or with limits of their own do not come as
 * jobs, and no NUL comes out of JSON.
 */
const ROWS: readonly FileRow[] = [
  ...FILE_ROWS,
  ...SHAPE_ROWS,
  ...kmlRows('http://127.0.0.1:9/', '/etc/passwd')
].filter(
  ({ title, options }) =>
    !title.includes('cut off after') &&
    options.missingPrj === undefined &&
    options.maxBytes === undefined &&
    !options.filename?.includes('\0')
)

describe('a running worker, given boundary files in S3', () => {
  let service: AssessmentService
  let bucket: LocalBucket
  let worker: WorkerProcess
  let district: SampleDistrict
  let archive: Buffer
  let startedBefore: unknown

  beforeAll(async () => {
    district = await SampleDistrict.read()
    bucket = await openTestBucket()
    service = await AssessmentService.start({
      queue: { maxReceiveCount: 2 },
      settings: { AWS_S3_INPUT_BUCKET: bucket.name }
    })
    startedBefore = await databaseStart()
    worker = await service.startWorker()
    archive = siteArchive()
    await bucket.put('jobs/1/input', archive)
  }, 4 * PATIENCE_MS)

  afterAll(async () => {
    await bucket?.close()
    await service?.stop()
  })

  /** The sample site as an applicant would upload it. */
  function siteArchive(shapeType = POLYGON): Buffer {
    const { geometry } = district.details(SAMPLE).boundary
    const rings = (geometry as Polygon).coordinates
    const parts = makeShapefile([{ rings, values: ['Mill Lane'] }], undefined, shapeType)
    return makeZip(
      Object.entries(parts).map(([part, content]) => ({
        name: `Mill Lane/site.${part.toUpperCase()}`,
        content
      }))
    )
  }

  function know(reference: string, boundary?: object): void {
    const details = district.details(SAMPLE, reference)
    service.backend.put(boundary === undefined ? details : { ...details, boundary })
  }

  async function databaseStart(): Promise<unknown> {
    return execute(service.database, 'SELECT pg_postmaster_start_time()::text AS started')
  }

  const resultsOf = (reference: string): Result[] =>
    service.backend.received
      .filter((request) => request.route === 'results' && request.reference === reference)
      .map(({ body }) => body as Result)

  async function outcomeOf(reference: string): Promise<unknown> {
    await logged(worker, 'job_completed', { reference })
    const [{ outcomes }] = resultsOf(reference)
    return outcomes!.map(({ impacts, summary }) => ({ impacts, summary: { ...Object(summary), RLB_ID: 0 } }))
  }

  it('comes to the same figures as with the boundary itself: a file named by the details, or by the message', async () => {
    know(INLINE)
    know(BY_DETAILS, {
      s3Bucket: bucket.name,
      s3Key: 'jobs/1/input',
      filename: FILENAME,
      contentLength: archive.length,
      checksumSha256: createHash('sha256').update(archive).digest('base64')
    })
    know(BY_MESSAGE)
    await service.submit({ reference: INLINE })
    await service.submit({ reference: BY_DETAILS })
    await service.submit({
      job_id: BY_MESSAGE,
      s3_input_key: 'jobs/1/input',
      developer_email: 'planner@example.com',
      submitted_at: '2026-01-12T09:30:00Z',
      development_name: district.details(SAMPLE).developmentName,
      dwelling_type: 'housing',
      number_of_dwellings: district.details(SAMPLE).development.housingUnits,
      assessment_type: 'nutrient'
    })
    const inline = JSON.stringify(await outcomeOf(INLINE)).replaceAll(INLINE, 'SITE')
    for (const reference of [BY_DETAILS, BY_MESSAGE]) {
      const figures = JSON.stringify(await outcomeOf(reference))
      expect(figures.replaceAll(reference, 'SITE')).toBe(inline)
    }
  })

  it('drops measures that say "no data" (H-19)', async () => {
    await bucket.put('jobs/2/input', siteArchive(POLYGON_M))
    know(WITH_MEASURES, { s3Bucket: bucket.name, s3Key: 'jobs/2/input' })
    await service.submit({ reference: WITH_MEASURES })
    const figures = JSON.stringify(await outcomeOf(WITH_MEASURES)).replaceAll(WITH_MEASURES, INLINE)
    expect(figures).toBe(JSON.stringify(await outcomeOf(INLINE)))
  })

  it('refuses every bad file with its code, once and for good', async () => {
    const rows = ROWS.map((row, index) => ({ row, reference: `NRF-${931_000 + index}` }))
    for (const { row, reference } of rows) {
      await bucket.put(reference, row.make())
      know(reference, { s3Bucket: bucket.name, s3Key: reference, filename: row.options.filename })
      await service.submit({ reference })
    }
    for (const { reference } of rows) await logged(worker, 'job_dead', { reference })
    await service.untilQueueIsEmpty()
    const verdicts = rows.map(({ row: { id, title }, reference }) => [
      id,
      title,
      resultsOf(reference).map(({ status, error }) => [status, error?.code])
    ])
    expect(verdicts).toEqual(rows.map(({ row: { id, title, code } }) => [id, title, [['FAILED', code]]]))
  })

  it.each([
    ['NRF-930101', { s3Key: 'jobs/none' }, 'upload_file_missing'],
    ['NRF-930102', { s3Key: 'jobs/1/../1/input' }, 'upload_location_refused'],
    ['NRF-930103', { s3Key: 'jobs/1/input', s3Bucket: 'somebody-else' }, 'upload_location_refused'],
    ['NRF-930104', { s3Key: 'jobs/1/input', contentLength: 1 }, 'upload_mismatch']
  ])('refuses a place that does not fit: %s %j', async (reference, place, code) => {
    know(reference, { s3Bucket: bucket.name, filename: FILENAME, ...place })
    await service.submit({ reference })
    await logged(worker, 'job_dead', { reference })
    expect(resultsOf(reference)).toMatchObject([{ status: 'FAILED', error: { code } }])
  })

  it('is the same process with the same database afterwards, works on, and has logged no name of a file', async () => {
    know(LAST_GOOD, { s3Bucket: bucket.name, s3Key: 'jobs/1/input', filename: FILENAME })
    await service.submit({ reference: LAST_GOOD })
    await logged(worker, 'job_completed', { reference: LAST_GOOD })
    expect(service.workers).toEqual([worker])
    expect(await databaseStart()).toEqual(startedBefore)
    expect(worker.output).not.toContain(FILENAME)
    expect(worker.output).not.toContain('jobs/1/input')
  })
})
