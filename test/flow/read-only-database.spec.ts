import { Test, type TestingModule } from '@nestjs/testing'
import { AssessmentRegistry } from '../../src/assessments/assessment.registry'
import { AssessmentRunner } from '../../src/assessments/assessment.runner'
import { AssessmentsModule } from '../../src/assessments/assessments.module'
import { EDP_BOUNDARIES } from '../../src/boundary-check/edp-boundaries.layer'
import type { SampleDevelopment } from '../../src/cli/sample-developments'
import { sampleFileOf } from '../../src/cli/sample-layers'
import { ASSESSMENT_OPTIONS, DATABASE_OPTIONS, SERVICE_OPTIONS } from '../../src/config/config.tokens'
import { BoundaryCheck } from '../../src/reference-data/boundary-check'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataModule } from '../../src/reference-data/reference-data.module'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { BoundaryCheckBench } from '../builders/boundary-check-bench'
import { databaseOptionsFor } from '../builders/database-options'
import { developmentOf } from '../builders/development-of-sample'
import { globalValues } from '../builders/global-values'
import { execute } from '../contract/execute'
import { describeWithRealSessions, openTestDatabase, type TestDatabase } from '../environment/test-database'
import { SampleDistrict } from './sample-district'

const { signal } = new AbortController()

/** Sessions as a read replica has them: a statement that writes, or a temporary table, is an error there. */
describeWithRealSessions(
  'everything that is asked of the reference data, on a database that only reads',
  () => {
    let database: TestDatabase
    let samples: readonly SampleDevelopment[]
    let primary: TestingModule
    let onPrimary: { outcomes: unknown[]; status: unknown[] }
    let replica: TestingModule

    beforeAll(async () => {
      database = await openTestDatabase()
      primary = await open()
      for (const layer of [...primary.get(AssessmentRegistry).layers(), EDP_BOUNDARIES]) {
        const { version } = await primary.get(ReferenceDataLoader).load(sampleFileOf(layer), layer)
        await primary.get(ReferenceDataVersions).activate(layer.name, version)
      }
      samples = (await SampleDistrict.read()).developments.filter(({ expect }) => expect !== 'failed')
      onPrimary = {
        outcomes: await outcomesOf(primary),
        status: await primary.get(ReferenceDataVersions).status()
      }
      const name = new URL(database.url).pathname.slice(1)
      await execute(database, `ALTER DATABASE "${name}" SET default_transaction_read_only = on`)
      replica = await open()
    }, 60_000)

    afterAll(async () => {
      await replica?.close()
      await primary?.close()
      await database?.close()
    })

    async function open(): Promise<TestingModule> {
      const values = globalValues(
        [DATABASE_OPTIONS, databaseOptionsFor(database)],
        [ASSESSMENT_OPTIONS, { profile: 'corrected', boundaryMaxVertices: 100_000 }],
        [SERVICE_OPTIONS, { version: '0.0.0' }]
      )
      const imports = [values, AssessmentsModule, ReferenceDataModule]
      const app = await Test.createTestingModule({ imports }).compile()
      await app.init()
      return app
    }

    async function outcomesOf(app: TestingModule): Promise<unknown[]> {
      const types = app.get(AssessmentRegistry).types()
      const developments = await Promise.all(
        samples.map((sample) => developmentOf(sample, app.get(BoundaryCheck)))
      )
      return Promise.all(developments.map((one) => app.get(AssessmentRunner).run(types, one, signal)))
    }

    it('writes nothing there', async () => {
      const [{ layer, version }] = await replica.get(ReferenceDataVersions).status()
      await expect(execute(database, 'CREATE TEMPORARY TABLE scratch ()')).rejects.toThrow(
        'read-only transaction'
      )
      await expect(
        execute(database, `UPDATE reference.active_version SET version = ${version} WHERE layer = '${layer}'`)
      ).rejects.toThrow('read-only transaction')
    })

    it('is answered as on the primary: pins, lookups, boundary check and overlaps of every assessment', async () => {
      const outcomes = await outcomesOf(replica)
      expect(outcomes.length).toBeGreaterThan(5)
      expect(JSON.stringify(outcomes)).toContain('"overlapM2"')
      expect(outcomes).toEqual(onPrimary.outcomes)
    })

    it('is answered as on the primary: which versions are there', async () => {
      const status = await replica.get(ReferenceDataVersions).status()
      expect(status).toContainEqual(expect.objectContaining({ layer: 'nn_catchments', isActive: true }))
      expect(status).toEqual(onPrimary.status)
    })

    it('is answered by the boundary check over HTTP, reprojection and EDP areas included', async () => {
      const bench = await BoundaryCheckBench.start(databaseOptionsFor(database))
      try {
        const { geometry } = samples.find(({ details }) => details.boundary.srid === 4326)!.details.boundary
        const { status, body } = await bench.uploadJson(geometry)
        expect({ status, body }).toMatchObject({ status: 200, body: { error: null } })
      } finally {
        await bench.stop()
      }
    })
  }
)
