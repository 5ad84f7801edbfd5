import { Test, type TestingModule } from '@nestjs/testing'
import { aReading } from './boundary.builder'
import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import { AssessmentRunner } from '../../src/assessments/assessment.runner'
import { AssessmentsModule } from '../../src/assessments/assessments.module'
import type { Boundary, Development } from '../../src/assessments/development'
import type { AssessmentContext } from '../../src/assessments/impact-assessment'
import { NutrientAssessment } from '../../src/assessments/nutrient/nutrient.assessment'
import { NUTRIENT_LAYERS } from '../../src/assessments/nutrient/nutrient.layers'
import {
  ASSESSMENT_OPTIONS,
  DATABASE_OPTIONS,
  SERVICE_OPTIONS,
  type AssessmentProfile,
  type DatabaseOptions
} from '../../src/config/config.tokens'
import { Failure } from '../../src/failures/failure'
import { BoundaryCheck } from '../../src/reference-data/boundary-check'
import type { LayerDeclaration } from '../../src/reference-data/layer-declaration'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataModule } from '../../src/reference-data/reference-data.module'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { SpatialReferenceData } from '../../src/reference-data/spatial-reference-data'
import { globalValues } from './global-values'

const { signal } = new AbortController()

/** The nutrient assessment on a database, without queue and backend. */
export class NutrientBench {
  private constructor(private readonly app: TestingModule) {}

  static async open(
    database: DatabaseOptions,
    profile: AssessmentProfile = 'corrected'
  ): Promise<NutrientBench> {
    const options = globalValues(
      [DATABASE_OPTIONS, database],
      [ASSESSMENT_OPTIONS, { profile, boundaryMaxVertices: 100_000 }],
      [SERVICE_OPTIONS, { version: '0.0.0' }]
    )
    const imports = [options, AssessmentsModule, ReferenceDataModule]
    const app = await Test.createTestingModule({ imports }).compile()
    await app.init()
    return new NutrientBench(app)
  }

  close(): Promise<void> {
    return this.app.close()
  }

  /** Loads and activates every layer of the assessment. @returns the warnings of each */
  async load(fileOf: (layer: LayerDeclaration) => string): Promise<Record<string, readonly string[]>> {
    const warnings: Record<string, readonly string[]> = {}
    for (const layer of NUTRIENT_LAYERS) {
      const report = await this.app.get(ReferenceDataLoader).load(fileOf(layer), layer)
      await this.app.get(ReferenceDataVersions).activate(layer.name, report.version)
      warnings[layer.name] = report.warnings
    }
    return warnings
  }

  /** The boundary as a job would have it. */
  boundary(geometry: unknown): Promise<Boundary> {
    return this.app.get(BoundaryCheck).check(aReading(geometry), signal)
  }

  async assess(development: Development, profile: AssessmentProfile): Promise<AssessmentFindings> {
    return this.app.get(NutrientAssessment).assess(development, await this.context(profile))
  }

  /** Sites of one file, none of which may fail. */
  async assessBatch(
    developments: readonly Development[],
    profile: AssessmentProfile
  ): Promise<AssessmentFindings[]> {
    const context = await this.context(profile)
    const answers = await this.app.get(NutrientAssessment).assessBatch(developments, context)
    return answers.map((answer) => {
      if (answer instanceof Failure) throw answer
      return answer
    })
  }

  /** With provenance, in the profile of the bench. */
  async run(development: Development) {
    const [outcome] = await this.app.get(AssessmentRunner).run(['nutrient'], development, signal)
    return outcome
  }

  private async context(profile: AssessmentProfile): Promise<AssessmentContext> {
    const referenceData = this.app.get(SpatialReferenceData)
    const names = NUTRIENT_LAYERS.map(({ name }) => name)
    return { referenceData, profile, signal, versions: await referenceData.pin(names, signal) }
  }
}
