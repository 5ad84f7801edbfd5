import 'reflect-metadata'
import { Test, type TestingModule } from '@nestjs/testing'
import { AssessmentRegistry } from '../../src/assessments/assessment.registry'
import { AssessmentRunner } from '../../src/assessments/assessment.runner'
import { AssessmentsModule } from '../../src/assessments/assessments.module'
import type { Development } from '../../src/assessments/development'
import { Assesses, type AssessmentDeclaration } from '../../src/assessments/impact-assessment'
import { sampleFileOf } from '../../src/cli/sample-layers'
import {
  ASSESSMENT_OPTIONS,
  DATABASE_OPTIONS,
  SERVICE_OPTIONS,
  type AssessmentOptions
} from '../../src/config/config.tokens'
import { BoundaryCheck } from '../../src/reference-data/boundary-check'
import { Activations } from '../../src/reference-data/activations'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataModule } from '../../src/reference-data/reference-data.module'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { SpatialReferenceData } from '../../src/reference-data/spatial-reference-data'
import { databaseOptionsFor } from '../builders/database-options'
import { developmentOf } from '../builders/development-of-sample'
import { globalValues } from '../builders/global-values'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { SampleDistrict } from '../flow/sample-district'
import { execute } from './execute'
import { everyAssessment, type AssessmentWorld } from './assessment.contract'

const OPTIONS: AssessmentOptions = { profile: 'corrected', boundaryMaxVertices: 100_000 }
const SERVICE = { version: '0.0.0' }

/** Types of all assessments in the module, known before any test runs: Jest wants its tests named at once. */
const TYPES = metadataOf('imports', AssessmentsModule)
  .flatMap((module) => metadataOf('providers', module))
  .flatMap((provider) => metadataOf(Assesses.KEY, provider))
  .map((declaration) => (declaration as AssessmentDeclaration).type)

function metadataOf(key: string, target: unknown): unknown[] {
  if (typeof target !== 'function') return []
  const value: unknown = Reflect.getMetadata(key, target)
  return value === undefined ? [] : [value].flat()
}

describe('on the sample district', () => {
  let database: TestDatabase
  let app: TestingModule
  let developments: Development[]

  beforeAll(async () => {
    database = await openTestDatabase()
    const options = globalValues(
      [DATABASE_OPTIONS, databaseOptionsFor(database)],
      [ASSESSMENT_OPTIONS, OPTIONS],
      [SERVICE_OPTIONS, SERVICE]
    )
    app = await Test.createTestingModule({
      imports: [options, AssessmentsModule, ReferenceDataModule]
    }).compile()
    await app.init()
    for (const layer of app.get(AssessmentRegistry).layers()) {
      const { version } = await app.get(ReferenceDataLoader).load(sampleFileOf(layer), layer)
      await app.get(ReferenceDataVersions).activate(layer.name, version)
    }
    const { developments: samples } = await SampleDistrict.read()
    developments = await Promise.all(
      samples
        .filter(({ expect: end }) => end !== 'failed')
        .map((sample) => developmentOf(sample, app.get(BoundaryCheck)))
    )
  })

  afterAll(async () => {
    await app.close()
    await database.close()
  })

  async function without(layer: string, work: () => Promise<void>): Promise<void> {
    const status = await app.get(ReferenceDataVersions).status()
    const { version } = status.find((one) => one.layer === layer && one.isActive)!
    await execute(database, `DELETE FROM reference.active_version WHERE layer = '${layer}'`)
    app.get(Activations).note()
    await work()
    await app.get(ReferenceDataVersions).activate(layer, version)
  }

  function worldOf(type: string): AssessmentWorld {
    const registry = app.get(AssessmentRegistry)
    const referenceData = app.get(SpatialReferenceData)
    return {
      declaration: registry.find(type).declaration,
      referenceData,
      developments,
      without,
      async run(development, { data = referenceData, signal = new AbortController().signal } = {}) {
        const [outcome] = await new AssessmentRunner(registry, data, OPTIONS, SERVICE).run(
          [type],
          development,
          signal
        )
        return outcome
      }
    }
  }

  it('is every registered assessment', () => {
    expect(TYPES).not.toEqual([])
    expect([...TYPES].sort()).toEqual(app.get(AssessmentRegistry).types())
  })

  for (const type of TYPES) everyAssessment(type, () => worldOf(type))
})
