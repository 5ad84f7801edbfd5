import { Failure } from '../failures/failure'

/** Anything that an assessment can fail with. */
export abstract class AssessmentFailure extends Failure {}

export class UnknownAssessment extends AssessmentFailure {
  readonly code = 'unknown_assessment'
  readonly retryable = false

  constructor(
    readonly type: string,
    readonly known: readonly string[]
  ) {
    super(`No assessment of type ${JSON.stringify(type)}; known: ${known.join(', ')}`)
  }
}
