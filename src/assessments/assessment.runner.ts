import { Inject, Injectable, Optional } from '@nestjs/common'
import {
  ASSESSMENT_OPTIONS,
  SERVICE_OPTIONS,
  type AssessmentOptions,
  type ServiceOptions
} from '../config/config.tokens'
import { asPermanentFailure, Failure } from '../failures/failure'
import { isOwnCode } from '../failures/failure-codes'
import { Metrics } from '../observability/metrics'
import { SpatialReferenceData, type DataVersions } from '../reference-data/spatial-reference-data'
import type { AssessmentFindings, AssessmentOutcome, Finding, Scope } from './assessment-outcome'
import { AssessmentRegistry, type RegisteredAssessment } from './assessment.registry'
import type { Development } from './development'
import type { AssessmentContext, AssessmentDeclaration } from './impact-assessment'
import type { MapFeature } from './map-feature'
import { mapInOrder } from './map-in-order'
import { areSitesOfFileMixed, PROFILE_POLICIES } from './profile-policies'

export interface FileRunOptions {
  readonly signal: AbortSignal
  /** Developments assessed at the same time. */
  readonly atOnce: number
  /** Ask for the shapes behind the findings too. */
  readonly withMap?: boolean
  /** Names of what the assessment declares as its `extras`. */
  readonly extras?: readonly string[]
}

interface PinnedRun {
  readonly versions: DataVersions
  readonly signal: AbortSignal
  readonly extras?: readonly string[]
}

/** How the assessment of one development of a file ended. */
export type FileRunEnd =
  | {
      readonly development: Development
      readonly outcome: AssessmentOutcome
      readonly mapFeatures: readonly MapFeature[]
    }
  | { readonly development: Development; readonly failure: Failure }

/** Runs the assessments that a job asks for, all on one pinned set of data versions. */
@Injectable()
export class AssessmentRunner {
  constructor(
    private readonly registry: AssessmentRegistry,
    private readonly referenceData: SpatialReferenceData,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions,
    @Inject(SERVICE_OPTIONS) private readonly service: Pick<ServiceOptions, 'version'>,
    @Optional() private readonly metrics?: Metrics
  ) {}

  /** Canonical types for wire names and aliases, sorted, each once. @throws UnknownAssessment */
  canonicalTypes(names: readonly string[]): string[] {
    return [...new Set(names.map((name) => this.registry.find(name).declaration.type))].sort()
  }

  /**
   * One outcome per type, in the order of the types.
   *
   * Whether a site out of scope has an outcome is a matter of the profile (defect D-6).
   * @throws UnknownAssessment, ReferenceDataMissing, DatabaseUnavailable, AssessmentFailure
   */
  async run(
    types: readonly string[],
    development: Development,
    signal: AbortSignal
  ): Promise<AssessmentOutcome[]> {
    const begunAtMs = performance.now()
    try {
      return await this.runAllTypes(types, development, signal)
    } finally {
      this.metrics?.record('StepDuration', performance.now() - begunAtMs, { step: 'assess' })
    }
  }

  private async runAllTypes(
    types: readonly string[],
    development: Development,
    signal: AbortSignal
  ): Promise<AssessmentOutcome[]> {
    const registered = types.map((type) => this.registry.find(type))
    const layers = registered.flatMap(({ declaration }) => layersOf(declaration))
    const versions = await this.referenceData.pin([...new Set(layers)], signal)
    const outcomes: AssessmentOutcome[] = []
    for (const one of registered) {
      signal.throwIfAborted()
      const outcome = await this.assess(one, development, { versions, signal })
      if (!this.isUnanswered(outcome)) outcomes.push(outcome)
    }
    return outcomes
  }

  /**
   * Every development of a file, in its order, on one set of data versions. A site out of scope has its outcome under
   * every profile. Where the profile has them assessed together, all are held in memory.
   * @throws UnknownAssessment, ReferenceDataMissing, DatabaseUnavailable
   */
  async *runAll(
    type: string,
    developments: AsyncIterable<Development> | Iterable<Development>,
    { signal, atOnce, withMap = false, extras = [] }: FileRunOptions
  ): AsyncGenerator<FileRunEnd> {
    const registered = this.registry.find(type)
    const layers = layersOf(registered.declaration, extras)
    const run = { versions: await this.referenceData.pin(layers, signal), signal, extras }
    const isTogether =
      areSitesOfFileMixed(this.options.profile) && registered.assessment.assessBatch !== undefined
    const assessed = isTogether
      ? this.assessTogether(registered, developments, run)
      : mapInOrder(developments, atOnce, (development) => this.assessOne(registered, development, run))
    for await (const end of assessed) {
      signal.throwIfAborted()
      yield withMap ? await this.withMap(registered, end, run) : end
    }
  }

  private async withMap(
    { assessment }: RegisteredAssessment,
    end: FileRunEnd,
    run: PinnedRun
  ): Promise<FileRunEnd> {
    if ('failure' in end || assessment.mapFeatures === undefined) return end
    return { ...end, mapFeatures: await assessment.mapFeatures(end.development, this.contextOf(run)) }
  }

  private async assessOne(
    registered: RegisteredAssessment,
    development: Development,
    run: PinnedRun
  ): Promise<FileRunEnd> {
    run.signal.throwIfAborted()
    try {
      return { development, outcome: await this.assess(registered, development, run), mapFeatures: [] }
    } catch (error) {
      return { development, failure: asPermanentFailure(error) }
    }
  }

  private async *assessTogether(
    { assessment, declaration }: RegisteredAssessment,
    developments: AsyncIterable<Development> | Iterable<Development>,
    run: PinnedRun
  ): AsyncGenerator<FileRunEnd> {
    const all: Development[] = []
    for await (const development of developments) all.push(development)
    const answers = (await assessment.assessBatch?.(all, this.contextOf(run))) ?? []
    if (answers.length !== all.length) {
      throw new Error(
        `The assessment "${declaration.type}" gave ${answers.length} findings for ${all.length} sites`
      )
    }
    for (const [index, development] of all.entries()) {
      const answer = answers[index]
      if (answer instanceof Failure) yield { development, failure: answer }
      else {
        const outcome = this.outcomeOf(declaration, answer, development, run)
        yield { development, outcome, mapFeatures: [] }
      }
    }
  }

  private async assess(
    { assessment, declaration }: RegisteredAssessment,
    development: Development,
    run: PinnedRun
  ): Promise<AssessmentOutcome> {
    const findings = await failingAsDeclared(declaration, assessment.assess(development, this.contextOf(run)))
    return this.outcomeOf(declaration, findings, development, run)
  }

  private contextOf(run: PinnedRun): AssessmentContext {
    return { ...run, referenceData: this.referenceData, profile: this.options.profile }
  }

  private outcomeOf(
    declaration: AssessmentDeclaration,
    findings: AssessmentFindings,
    development: Development,
    run: PinnedRun
  ): AssessmentOutcome {
    const { profile } = this.options
    return {
      type: declaration.type,
      assessmentVersion: declaration.version,
      ...findings,
      findings: [...findings.findings, ...outOfScope(findings.scope)],
      provenance: {
        serviceVersion: this.service.version,
        layers: layersOf(declaration, run.extras).map((layer) => ({ layer, ...run.versions.layers[layer] })),
        engine: run.versions.engine,
        boundaryDigest: development.boundary.digest,
        profile
      }
    }
  }

  private isUnanswered({ scope }: AssessmentOutcome): boolean {
    const rule = PROFILE_POLICIES.outOfScopeJob.rule[this.options.profile]
    return rule === 'no-answer' && scope.status === 'out-of-scope'
  }
}

/** A code that nobody has declared means nothing to those who read it. */
async function failingAsDeclared<Result>(
  { type, failures = {} }: AssessmentDeclaration,
  assessing: Promise<Result>
): Promise<Result> {
  try {
    return await assessing
  } catch (error) {
    if (!(error instanceof Failure) || !isOwnCode(error.code)) throw error
    if (Object.keys(failures).some((name) => error.code === `${type}:${name}`)) throw error
    throw new Error(`The assessment "${type}" does not declare its failure "${error.code}"`, { cause: error })
  }
}

function outOfScope(scope: Scope): Finding[] {
  return scope.status === 'in-scope' ? [] : [{ code: 'out_of_scope', message: scope.reason }]
}

/** Names of the layers that a run reads: the extras' layers come last. */
function layersOf(
  { type, layers, extras = {} }: AssessmentDeclaration,
  asked: readonly string[] = []
): string[] {
  const besides = asked.flatMap((extra) => {
    const own = extras[extra]
    if (own === undefined) throw new Error(`The assessment "${type}" has no extra "${extra}"`)
    return own
  })
  return [...new Set([...layers, ...besides].map(({ name }) => name))]
}
