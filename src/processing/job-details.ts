import { Inject, Injectable } from '@nestjs/common'
import { readBoundary } from '@nrf/geometry'
import { AssessmentSource, type AssessmentDetails } from '../backend/assessment-source'
import { ASSESSMENT_OPTIONS, type AssessmentOptions } from '../config/config.tokens'
import type { StoredRequest } from '../ledger/job-ledger'
import type { Submission, SubmittedBoundary } from './submission'

/** A boundary that does not say otherwise is in metres. */
const DEFAULT_SRID = 27700

/** The details of a job: from the message where that brought them, else from the backend. */
@Injectable()
export class JobDetails {
  constructor(
    private readonly source: AssessmentSource,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions
  ) {}

  /** @throws Failure of the backend */
  async of(request: StoredRequest, signal: AbortSignal): Promise<AssessmentDetails> {
    const { reference, revision, assessmentTypes } = request
    if (request.submission === undefined) return this.source.fetch(reference, signal)
    const { boundary, ...submitted }: Submission = JSON.parse(request.submission)
    return {
      reference,
      revision,
      status: 'QUEUED',
      assessmentTypes,
      ...submitted,
      boundary: this.boundaryOf(boundary)
    }
  }

  private boundaryOf(boundary: SubmittedBoundary): AssessmentDetails['boundary'] {
    if (boundary.kind === 'file') return { file: boundary.file }
    const { boundaryMaxVertices: maxVertices } = this.options
    return readBoundary(boundary.geometry, { srid: DEFAULT_SRID, maxVertices })
  }
}
