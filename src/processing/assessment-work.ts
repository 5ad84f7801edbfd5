import { Injectable } from '@nestjs/common'
import type { BoundarySrid } from '@nrf/geometry'
import type { AssessmentOutcome } from '../assessments/assessment-outcome'
import { AssessmentRunner } from '../assessments/assessment.runner'
import type { Boundary, Development, SurveyPond } from '../assessments/development'
import type { AssessmentDetails } from '../backend/assessment-source'
import { DetailsMismatch } from '../backend/backend.failures'
import { SurveyPondCheck } from '../reference-data/survey-pond-check'
import type { StoredRequest } from '../ledger/job-ledger'
import { DEFAULT_TYPES } from './assessment-requested'
import { JobDetails } from './job-details'
import { SiteBoundary } from './site-boundary'

/** What the results and e-mails of a job say about it. */
export interface AssessedJob {
  readonly reference: string
  readonly revision: number
  /** Canonical names. */
  readonly assessmentTypes: readonly string[]
  readonly developmentName: string
  readonly email?: string
}

/**
 * What the work came to. `unanswered`: the production profile finds a site out of scope and says nothing (D-6).
 * `already-completed`: the backend has the result from elsewhere.
 */
export type Work =
  | {
      readonly status: 'assessed'
      readonly job: AssessedJob
      readonly outcomes: readonly AssessmentOutcome[]
    }
  | { readonly status: 'unanswered' | 'already-completed' }

/** Fetch, check, assess: everything that can be done again without anybody noticing. */
@Injectable()
export class AssessmentWork {
  constructor(
    private readonly details: JobDetails,
    private readonly boundaries: SiteBoundary,
    private readonly ponds: SurveyPondCheck,
    private readonly assessments: AssessmentRunner
  ) {}

  /** @throws Failure of any of the steps */
  async run(request: StoredRequest, signal: AbortSignal): Promise<Work> {
    const details = await this.details.of(request, signal)
    const types = this.assessments.canonicalTypes(
      request.assessmentTypes ?? details.assessmentTypes ?? DEFAULT_TYPES
    )
    if (isCompleted(details, request)) return { status: 'already-completed' }
    const boundary = await this.boundaries.check(details.boundary, signal)
    const surveyPonds = await this.checkedPonds(details, signal)
    const outcomes = await this.assessments.run(
      types,
      developmentOf(details, { boundary, surveyPonds }),
      signal
    )
    if (outcomes.length === 0) return { status: 'unanswered' }
    const { reference, revision } = request
    const { developmentName, email } = details
    return {
      status: 'assessed',
      job: { reference, revision, assessmentTypes: types, developmentName, email },
      outcomes
    }
  }

  private async checkedPonds(
    { surveyPonds, boundary }: AssessmentDetails,
    signal: AbortSignal
  ): Promise<SurveyPond[] | undefined> {
    if (surveyPonds === undefined) return undefined
    const outlines = surveyPonds.map(({ outline }) => outline)
    const checked = await this.ponds.check(outlines, pondSrid(boundary), signal)
    return surveyPonds.map(({ newts, isTemporaryImpact }, index) => ({
      ewkb: checked[index],
      newts,
      isTemporaryImpact
    }))
  }
}

/** Ponds are in the system of the boundary; one that could not be read has been refused before. */
function pondSrid(boundary: AssessmentDetails['boundary']): BoundarySrid {
  return 'file' in boundary || !boundary.ok ? 27700 : boundary.srid
}

/** @throws DetailsMismatch when the backend is at a later revision than the message */
function isCompleted(details: AssessmentDetails, request: StoredRequest): boolean {
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
