import { Injectable } from '@nestjs/common'
import { AssessmentRunner } from '../assessments/assessment.runner'
import type { Boundary, Development, SurveyPond } from '../assessments/development'
import { AssessmentSource, type AssessmentDetails } from '../backend/assessment-source'
import { DetailsMismatch } from '../backend/backend.failures'
import { ResultSink } from '../backend/result-sink'
import { Notifier, type CompletedNotice, type EmailStatus } from '../notification/notifier'
import { BoundaryCheck } from '../reference-data/boundary-check'
import { SurveyPondCheck } from '../reference-data/survey-pond-check'
import type { AssessmentAttempt, AssessmentRequested } from './assessment-requested'
import { InterruptedAfterDelivery } from './interrupted-after-delivery'

/**
 * How a try ended without a failure. `unanswered`: the production profile finds a site out of scope and says
 * nothing (defect D-6).
 */
export type JobEnd =
  | { readonly status: 'completed'; readonly email: EmailStatus; readonly isInScope: boolean }
  | { readonly status: 'already-completed'; readonly email: EmailStatus }
  | { readonly status: 'unanswered' }

const DEFAULT_TYPES = ['nutrient']

/** Fetch, check, assess, deliver, tell: the one story of this service. */
@Injectable()
export class ProcessAssessmentUseCase {
  constructor(
    private readonly source: AssessmentSource,
    private readonly boundaries: BoundaryCheck,
    private readonly ponds: SurveyPondCheck,
    private readonly assessments: AssessmentRunner,
    private readonly results: ResultSink,
    private readonly notifier: Notifier
  ) {}

  /** @throws Failure of any of the steps; nothing is caught here */
  async execute({ request, isRedelivery, signal }: AssessmentAttempt): Promise<JobEnd> {
    const details = await this.source.fetch(request.reference, signal)
    const types = this.assessments.canonicalTypes(
      request.assessmentTypes ?? details.assessmentTypes ?? DEFAULT_TYPES
    )
    const job = { reference: request.reference, revision: request.revision, assessmentTypes: types }
    const { developmentName, email: address } = details
    const notice = { ...job, developmentName, email: address, isRedelivery }
    if (isCompleted(details, request)) {
      return {
        status: 'already-completed',
        email: isRedelivery ? await this.tell(notice, signal) : 'skipped'
      }
    }
    const boundary = await this.boundaries.check(details.boundary, signal)
    const surveyPonds = await this.checkedPonds(details, signal)
    const development = developmentOf(details, { boundary, surveyPonds })
    const outcomes = await this.assessments.run(types, development, signal)
    if (outcomes.length === 0) return { status: 'unanswered' }
    await this.results.deliver({ ...job, status: 'COMPLETED', outcomes }, signal)
    const email = await this.tell(notice, signal)
    return {
      status: 'completed',
      email,
      isInScope: outcomes.some(({ scope }) => scope.status === 'in-scope')
    }
  }

  private async checkedPonds(
    { surveyPonds, boundary }: AssessmentDetails,
    signal: AbortSignal
  ): Promise<SurveyPond[] | undefined> {
    if (surveyPonds === undefined) return undefined
    const outlines = surveyPonds.map(({ geometry }) => geometry)
    const checked = await this.ponds.check(outlines, boundary.srid, signal)
    return surveyPonds.map((pond, index) => ({ ...pond, geometry: checked[index] }))
  }

  /**
   * A job that was completed before may have been cut off before its e-mail; the notifier asks Notify first.
   * @throws InterruptedAfterDelivery
   */
  private async tell(notice: CompletedNotice, signal: AbortSignal): Promise<EmailStatus> {
    try {
      return await this.notifier.tellCompleted(notice, signal)
    } catch (error) {
      throw new InterruptedAfterDelivery({ cause: error })
    }
  }
}

/** @throws DetailsMismatch when the backend is at a later revision than the message */
function isCompleted(details: AssessmentDetails, request: AssessmentRequested): boolean {
  if (details.revision > request.revision)
    throw new DetailsMismatch('revision', request.revision, details.revision)
  return details.status === 'COMPLETED' && details.revision === request.revision
}

function developmentOf(
  details: AssessmentDetails,
  checked: { readonly boundary: Boundary; readonly surveyPonds?: readonly SurveyPond[] }
): Development {
  return {
    reference: details.reference,
    siteNumber: 1,
    name: details.developmentName === '' ? details.reference : details.developmentName,
    dwellingCategory: details.dwellingCategory,
    source: 'web_submission',
    dwellings: details.dwellings,
    ...checked,
    chosenWwtwId: details.chosenWwtwId
  }
}
