import type { AssessmentProfile } from '../../config/config.tokens'
import type { AssessmentRegistry } from '../../assessments/assessment.registry'
import type { AssessmentRunner } from '../../assessments/assessment.runner'
import type { BoundaryCheck } from '../../reference-data/boundary-check'
import type { SurveyPondCheck } from '../../reference-data/survey-pond-check'

/** What the service assesses with, without its queue and its backend. */
export interface AssessTools {
  readonly runner: Pick<AssessmentRunner, 'runAll'>
  readonly registry: Pick<AssessmentRegistry, 'find'>
  readonly profile: AssessmentProfile
  readonly boundaries: BoundaryCheck
  readonly ponds: SurveyPondCheck
  /** Most positions of a site, and of a survey. */
  readonly maxVertices: number
  /** Sites assessed at the same time. */
  readonly atOnce: number
}

/** Opens the reference database, lends the tools, and closes it again. */
export type WithAssessments = (use: (tools: AssessTools) => Promise<void>) => Promise<void>
