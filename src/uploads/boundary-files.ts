import type { BoundaryReading } from '@nrf/geometry'
import type { FailureCode } from '../failures/failure-codes'

/** Where a boundary file lies, and what its sender says about it. */
export interface BoundaryFile {
  /** Default: the bucket of the service. */
  readonly bucket?: string
  readonly key: string
  /** Name that the applicant gave the file. */
  readonly filename?: string
  readonly sizeBytes?: number
  /** SHA-256 of the content, base64. */
  readonly checksumSha256?: string
}

/** What a boundary file came to: the boundary in it, or why there is none that can be used. Plain data. */
export type BoundaryFileReading =
  | Extract<BoundaryReading, { readonly ok: true }>
  | { readonly ok: false; readonly problem: { readonly code: FailureCode; readonly message: string } }

/** The files that applicants uploaded. They have been scanned before they got there, and are never changed from here. */
export abstract class BoundaryFiles {
  /**
   * Fetches and reads the boundary of a job: exactly one feature, a Polygon or MultiPolygon. Whether its lines cross
   * is not looked at.
   *
   * @throws UploadsDisabled, UploadLocationRefused, UploadFileMissing, UploadAccessDenied, UploadMismatch,
   *   UploadTooLarge, S3CredentialsRefused, S3DownloadFailed, ComputeFault, or the signal's reason
   */
  abstract read(file: BoundaryFile, signal: AbortSignal): Promise<BoundaryFileReading>
}
