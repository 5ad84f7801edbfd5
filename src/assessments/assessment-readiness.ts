import { Injectable } from '@nestjs/common'
import { ReferenceDataMissing } from '../reference-data/reference-data.failures'
import { SpatialReferenceData } from '../reference-data/spatial-reference-data'
import { AssessmentRegistry } from './assessment.registry'

export interface AssessmentReadiness {
  readonly isReady: boolean
  /** One short sentence, or two when something is missing. */
  readonly detail: string
}

const CACHED_FOR_MS = 5000
const TIMEOUT_MS = 2000

/**
 * Whether jobs can succeed: the database answers, and every layer of at least one assessment can be read. What is
 * missing is named; it stops the jobs of its own assessment only. Answers are kept for 5 s.
 */
@Injectable()
export class AssessmentReadinessCheck {
  private current: Promise<AssessmentReadiness> | undefined
  private askedAt = -Infinity

  constructor(
    private readonly registry: AssessmentRegistry,
    private readonly referenceData: SpatialReferenceData
  ) {}

  check(): Promise<AssessmentReadiness> {
    const now = performance.now()
    if (this.current === undefined || now - this.askedAt >= CACHED_FOR_MS) {
      this.askedAt = now
      this.current = this.ask()
    }
    return this.current
  }

  private async ask(): Promise<AssessmentReadiness> {
    const layers = this.registry.types().flatMap((type) => this.layersOf(type))
    try {
      await this.referenceData.pin([...new Set(layers)], AbortSignal.timeout(TIMEOUT_MS))
      return this.answer([])
    } catch (error) {
      if (error instanceof ReferenceDataMissing) return this.answer(error.layers)
      return { isReady: false, detail: error instanceof Error ? error.message : String(error) }
    }
  }

  private answer(missing: readonly string[]): AssessmentReadiness {
    const gaps = this.registry.types().map((type) => ({ type, layers: this.missingOf(type, missing) }))
    const usable = gaps.filter(({ layers }) => layers.length === 0).map(({ type }) => type)
    const unusable = gaps
      .filter(({ layers }) => layers.length > 0)
      .map(({ type, layers }) => `${type} lacks ${layers.join(', ')}`)
    const sentences = [
      ...(usable.length > 0 ? [`Usable: ${usable.join(', ')}`] : []),
      ...(unusable.length > 0 ? [`No active reference data: ${unusable.join('; ')}`] : [])
    ]
    return { isReady: usable.length > 0, detail: sentences.join('. ') }
  }

  private missingOf(type: string, missing: readonly string[]): string[] {
    return this.layersOf(type).filter((name) => missing.includes(name))
  }

  /** Not those of its extras: no job asks for them. */
  private layersOf(type: string): string[] {
    return this.registry.find(type).declaration.layers.map(({ name }) => name)
  }
}
