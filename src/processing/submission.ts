import type { BoundaryFile } from '../uploads/boundary-files'

/** Where the boundary of a submission is. */
export type SubmittedBoundary =
  /** A GeoJSON geometry as it came, in EPSG:27700 unless it declares another system. */
  | { readonly kind: 'inline'; readonly geometry: unknown }
  | { readonly kind: 'file'; readonly file: BoundaryFile }

/** Details that came with the message itself, so that the backend is not asked for them. */
export interface Submission {
  readonly developmentName: string
  readonly dwellingCategory: string
  readonly dwellings: number
  readonly email?: string
  readonly chosenWwtwId?: string
  readonly boundary: SubmittedBoundary
}
