import { Inject, Injectable } from '@nestjs/common'
import { readBoundary, type BoundaryReading } from '@nrf/geometry'
import { AssessmentSource, type AssessmentDetails } from '../backend/assessment-source'
import { ASSESSMENT_OPTIONS, type AssessmentOptions } from '../config/config.tokens'
import type { StoredRequest } from '../ledger/job-ledger'
import { BoundaryFiles } from '../uploads/boundary-files'
import { FileRefused } from './processing.failures'
import type { Submission, SubmittedBoundary } from './submission'

/** A boundary that does not say otherwise is in metres. */
const DEFAULT_SRID = 27700

/** The details of a job: from the message where that brought them, else from the backend. */
@Injectable()
export class JobDetails {
  constructor(
    private readonly source: AssessmentSource,
    private readonly files: BoundaryFiles,
    @Inject(ASSESSMENT_OPTIONS) private readonly options: AssessmentOptions
  ) {}

  /** @throws Failure of the backend, or of the way to a file */
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
      boundary: await this.boundaryOf(boundary, signal)
    }
  }

  private async boundaryOf(boundary: SubmittedBoundary, signal: AbortSignal): Promise<BoundaryReading> {
    if (boundary.kind === 'inline') {
      const { boundaryMaxVertices: maxVertices } = this.options
      return readBoundary(boundary.geometry, { srid: DEFAULT_SRID, maxVertices })
    }
    const reading = await this.files.read(boundary.file, signal)
    if (!reading.ok) throw new FileRefused(reading.problem.code, reading.problem.message)
    return reading
  }
}
