import type { BoundarySrid } from '@nrf/geometry'

/** A pond of the applicant's survey. The outline is not checked yet. */
export interface DeclaredPond {
  readonly geometry: unknown
  readonly newts: 'P' | 'A' | 'NS' | null
  readonly isTemporaryImpact: boolean | null
}

/** What the backend knows about one assessment. The boundary is not checked yet. */
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
  readonly boundary: { readonly geometry: unknown; readonly srid: BoundarySrid }
  /** In the coordinate reference system of the boundary; undefined without a survey. */
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
