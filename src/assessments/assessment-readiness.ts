import { Injectable } from '@nestjs/common'
import { SpatialReferenceData } from '../reference-data/spatial-reference-data'
import { AssessmentRegistry } from './assessment.registry'

export interface AssessmentReadiness {
  readonly isReady: boolean
  /** One short sentence. */
  readonly detail: string
}

const CACHED_FOR_MS = 5000
const TIMEOUT_MS = 2000

/** Whether every layer of every registered assessment can be read. Answers are kept for 5 s. */
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
    const layers = this.registry.layers().map(({ name }) => name)
    try {
      await this.referenceData.pin(layers, AbortSignal.timeout(TIMEOUT_MS))
      return {
        isReady: true,
        detail: `${layers.length} layers of ${this.registry.types().join(', ')} are active`
      }
    } catch (error) {
      return { isReady: false, detail: error instanceof Error ? error.message : String(error) }
    }
  }
}
