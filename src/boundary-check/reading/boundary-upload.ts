import type { BoundarySrid } from '@nrf/geometry'
import type { UploadCode } from '../boundary-check.failures'

/** A file as it was uploaded. */
export interface BoundaryUpload {
  readonly filename: string
  /** Which file of an archive is meant. */
  readonly boundaryFilename?: string
  readonly bytes: Uint8Array
  readonly maxVertices: number
}

/** What can be said about an upload without the database. Plain data: it can move between threads. */
export type UploadReading =
  | { readonly ok: false; readonly code: UploadCode }
  | {
      readonly ok: true
      readonly srid: BoundarySrid
      /** EWKB of every feature in the order of the file; null where it is no area or cannot be drawn. */
      readonly shapes: readonly (Uint8Array | null)[]
      /** The first rule, in the published order, that is broken before validity is looked at. */
      readonly problem: UploadCode | null
      readonly hasHole: boolean
      readonly hasRepeatedVertex: boolean
    }
