import type { BoundaryReading } from '@nrf/geometry'

/** A pond of the applicant's survey. */
export interface DeclaredPond {
  readonly outline: BoundaryReading
  readonly newts: 'P' | 'A' | 'NS' | null
  readonly isTemporaryImpact: boolean | null
}

/** Where a boundary was uploaded to; whoever assesses it fetches it. */
interface UploadedBoundary {
  readonly file: {
    /** Default: the bucket of this service. */
    readonly bucket?: string
    readonly key: string
    readonly filename?: string
    readonly sizeBytes?: number
    /** SHA-256 of the content, base64. */
    readonly checksumSha256?: string
  }
}

/** What the backend knows about one assessment. Outlines are as they were read; a problem of theirs is a value here. */
export interface AssessmentDetails {
  readonly reference: string
  readonly revision: number
  readonly status: 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED'
  /** Wire names; undefined when the backend leaves the choice to the message. */
  readonly assessmentTypes?: readonly string[]
  readonly developmentName: string
  readonly dwellingCategory: string
  readonly dwellings: number
  readonly email?: string
  readonly chosenWwtwId?: string
  readonly boundary: BoundaryReading | UploadedBoundary
  /** In the coordinate reference system of the boundary, in EPSG:27700 for an uploaded one; undefined without a survey. */
  readonly surveyPonds?: readonly DeclaredPond[]
}

/** Where the details of an assessment come from. */
export abstract class AssessmentSource {
  /**
   * @throws ReferenceUnknown (404), AssessmentWithdrawn (410), AssessmentNotRunnable (409), DetailsInvalid,
   *   DetailsMismatch, ResponseTooLarge, BackendUnauthorised, BackendUnavailable, BackendBadResponse
   */
  abstract fetch(reference: string, signal: AbortSignal): Promise<AssessmentDetails>
}
