import type { FailureCode } from '../failures/failure-codes'

/** Every code that the check of an uploaded boundary can answer with, and the HTTP status that goes with it. */
export const UPLOAD_STATUS = {
  file_size_too_large: 413,
  unsupported_crs: 422,
  missing_crs: 422,
  unsupported_file_type: 400,
  unsafe_filename: 400,
  zip_too_many_files: 400,
  zip_entry_too_large: 400,
  zip_total_too_large: 400,
  zip_nested_zip: 400,
  zip_unsafe_path: 400,
  boundary_file_not_found_in_zip: 400,
  zip_ambiguous_filename: 400,
  zip_missing_shapefile: 400,
  zip_missing_shapefile_parts: 400,
  unreadable_geometry_file: 400,
  ambiguous_boundary: 400,
  too_many_vertices: 400,
  coordinates_out_of_range: 400,
  invalid_geometry: 400,
  unsupported_geometry_type: 400,
  unclosed_ring: 400,
  self_intersecting_geometry: 400,
  geometry_has_holes: 400,
  duplicate_vertices: 400,
  no_polygon_found: 400
} as const satisfies Partial<Record<FailureCode, number>>

export type UploadCode = keyof typeof UPLOAD_STATUS

export function isUploadCode(code: string): code is UploadCode {
  return Object.hasOwn(UPLOAD_STATUS, code)
}
