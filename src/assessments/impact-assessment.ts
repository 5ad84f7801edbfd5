import { DiscoveryService } from '@nestjs/core'
import type { DataVersions, SpatialReferenceData } from '../reference-data/spatial-reference-data'
import type { LayerDeclaration } from '../reference-data/layer-declaration'
import type { AssessmentProfile } from '../config/config.tokens'
import type { Failure } from '../failures/failure'
import type { FailureDescription } from '../failures/failure-codes'
import type { AssessmentFindings } from './assessment-outcome'
import type { Development } from './development'
import type { MapFeature } from './map-feature'

/** What an assessment may use while it runs. */
export interface AssessmentContext {
  readonly signal: AbortSignal
  /** The data version of every declared layer, pinned for the whole run. */
  readonly versions: DataVersions
  readonly referenceData: SpatialReferenceData
  readonly profile: AssessmentProfile
  /** What the run asks for besides, of the `extras` of the declaration; nothing when left out. */
  readonly extras?: readonly string[]
}

export interface AssessmentDeclaration {
  /** Wire name, e.g. `nutrient`. */
  readonly type: string
  /** Counts up when the same input may give another outcome. */
  readonly version: number
  /** Every layer it reads; an empty one is a named failure before the assessment starts. */
  readonly layers: readonly LayerDeclaration[]
  /**
   * What it works out only for a run that asks for it, with the layers that this reads besides, by name. Runs that do
   * not ask neither need these layers nor name them.
   */
  readonly extras?: Readonly<Record<string, readonly LayerDeclaration[]>>
  /**
   * What it can fail with besides the codes of the service, by snake-case name: a failure of it carries the code
   * `<type>:<name>`. The backend is told the code and the public text.
   */
  readonly failures?: Readonly<Record<string, FailureDescription>>
  /** Other names that messages may use for the type. */
  readonly aliases?: readonly string[]
  /** The sites of a file are one development to it, because its tables are made for all of them together. */
  readonly joinsSitesOfFile?: boolean
}

/** Marks a provider as the assessment of one type; the registry finds it at start-up. */
export const Assesses = DiscoveryService.createDecorator<AssessmentDeclaration>()

/**
 * One way of assessing a development.
 *
 * Same development and same data versions give the same findings; it reads only declared layers, gives every
 * figure a unit, and stops when the signal is aborted.
 */
export abstract class ImpactAssessment {
  abstract assess(development: Development, context: AssessmentContext): Promise<AssessmentFindings>

  /**
   * Several developments of one file, one answer each, in their order: the findings, or the failure of one that can
   * never be assessed. Only for an assessment whose findings depend on the other developments of the file, which the
   * production profile alone allows; without it each is assessed by itself.
   */
  assessBatch?(
    developments: readonly Development[],
    context: AssessmentContext
  ): Promise<readonly (AssessmentFindings | Failure)[]>

  /** The shapes that the findings rest on, for a map; only the command line asks for them. */
  mapFeatures?(development: Development, context: AssessmentContext): Promise<readonly MapFeature[]>
}
