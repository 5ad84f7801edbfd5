import { Inject, Injectable } from '@nestjs/common'
import {
  ASSESSMENT_OPTIONS,
  SERVICE_OPTIONS,
  type AssessmentOptions,
  type ServiceOptions
} from '../config/config.tokens'
import { SpatialReferenceData, type DataVersions } from '../reference-data/spatial-reference-data'
import type { AssessmentOutcome } from './assessment-outcome'
import { AssessmentRegistry, type RegisteredAssessment } from './assessment.registry'
import type { Development } from './development'

/** Runs the assessments that a job asks for, all on one pinned set of data versions. */
@Injectable()
export class AssessmentRunner {
  constructor(
    private readonly registry: AssessmentRegistry,
    private readonly referenceData: SpatialReferenceData,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions,
    @Inject(SERVICE_OPTIONS) private readonly service: Pick<ServiceOptions, 'version'>
  ) {}

  /** Canonical types for wire names and aliases, sorted, each once. @throws UnknownAssessment */
  canonicalTypes(names: readonly string[]): string[] {
    return [...new Set(names.map((name) => this.registry.find(name).declaration.type))].sort()
  }

  /**
   * One outcome per type, in the order of the types.
   *
   * Under the production profile an assessment that finds the site out of scope gives no outcome (defect D-6).
   * @throws UnknownAssessment, ReferenceDataMissing, ReferenceDataUnavailable, AssessmentFailure
   */
  async run(
    types: readonly string[],
    development: Development,
    signal: AbortSignal
  ): Promise<AssessmentOutcome[]> {
    const registered = types.map((type) => this.registry.find(type))
    const layers = registered.flatMap(({ declaration }) => declaration.layers.map(({ name }) => name))
    const versions = await this.referenceData.pin([...new Set(layers)], signal)
    const outcomes: AssessmentOutcome[] = []
    for (const one of registered) {
      signal.throwIfAborted()
      const outcome = await this.assess(one, development, { versions, signal })
      if (!this.isUnanswered(outcome)) outcomes.push(outcome)
    }
    return outcomes
  }

  private async assess(
    { assessment, declaration }: RegisteredAssessment,
    development: Development,
    run: { versions: DataVersions; signal: AbortSignal }
  ): Promise<AssessmentOutcome> {
    const { profile } = this.options
    const findings = await assessment.assess(development, {
      ...run,
      referenceData: this.referenceData,
      profile
    })
    return {
      type: declaration.type,
      assessmentVersion: declaration.version,
      ...findings,
      provenance: {
        serviceVersion: this.service.version,
        layers: declaration.layers.map(({ name }) => ({ layer: name, ...run.versions.layers[name] })),
        engine: run.versions.engine,
        boundaryDigest: development.boundary.digest,
        profile
      }
    }
  }

  private isUnanswered({ scope }: AssessmentOutcome): boolean {
    return this.options.profile === 'production' && scope.status === 'out-of-scope'
  }
}
