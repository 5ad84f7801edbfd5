import { Injectable } from '@nestjs/common'
import { AssessmentRunner } from '../assessments/assessment.runner'
import type { Boundary, Development } from '../assessments/development'
import { AssessmentSource, type AssessmentDetails } from '../backend/assessment-source'
import { DetailsMismatch } from '../backend/backend.failures'
import { ResultSink } from '../backend/result-sink'
import { Notifier, type EmailStatus } from '../notification/notifier'
import { BoundaryCheck } from '../reference-data/boundary-check'
import type { AssessmentAttempt, AssessmentRequested } from './assessment-requested'

/**
 * How a try ended without a failure. `unanswered`: the production profile finds a site out of scope and says
 * nothing (defect D-6).
 */
export type JobEnd =
  | { readonly status: 'completed'; readonly email: EmailStatus; readonly isInScope: boolean }
  | { readonly status: 'already-completed' }
  | { readonly status: 'unanswered' }

const DEFAULT_TYPES = ['nutrient']

/** Fetch, check, assess, deliver, tell: the one story of this service. */
@Injectable()
export class ProcessAssessmentUseCase {
  constructor(
    private readonly source: AssessmentSource,
    private readonly boundaries: BoundaryCheck,
    private readonly assessments: AssessmentRunner,
    private readonly results: ResultSink,
    private readonly notifier: Notifier
  ) {}

  /** @throws Failure of any of the steps; nothing is caught here */
  async execute({ request, isRedelivery, signal }: AssessmentAttempt): Promise<JobEnd> {
    const details = await this.source.fetch(request.reference, signal)
    if (isCompleted(details, request)) return { status: 'already-completed' }
    const types = this.assessments.canonicalTypes(
      request.assessmentTypes ?? details.assessmentTypes ?? DEFAULT_TYPES
    )
    const boundary = await this.boundaries.check(details.boundary, signal)
    const outcomes = await this.assessments.run(types, developmentOf(details, boundary), signal)
    if (outcomes.length === 0) return { status: 'unanswered' }

    const job = { reference: request.reference, revision: request.revision, assessmentTypes: types }
    await this.results.deliver({ ...job, status: 'COMPLETED', outcomes }, signal)
    const { developmentName, email: address } = details
    const email = await this.notifier.tellCompleted(
      { ...job, developmentName, email: address, isRedelivery },
      signal
    )
    return {
      status: 'completed',
      email,
      isInScope: outcomes.some(({ scope }) => scope.status === 'in-scope')
    }
  }
}

/** @throws DetailsMismatch when the backend is at a later revision than the message */
function isCompleted(details: AssessmentDetails, request: AssessmentRequested): boolean {
  if (details.revision > request.revision)
    throw new DetailsMismatch('revision', request.revision, details.revision)
  return details.status === 'COMPLETED' && details.revision === request.revision
}

function developmentOf(details: AssessmentDetails, boundary: Boundary): Development {
  return {
    reference: details.reference,
    siteNumber: 1,
    name: details.developmentName === '' ? details.reference : details.developmentName,
    dwellingCategory: details.dwellingCategory,
    source: 'web_submission',
    dwellings: details.dwellings,
    boundary,
    chosenWwtwId: details.chosenWwtwId
  }
}
