import { basename } from 'node:path'

/** What kind of fault it is, where the sender of an upload is told; the same words as the failure codes of the service. */
export type GeoFileProblemCode =
  | 'unreadable_geometry_file'
  | 'unsupported_file_type'
  | 'file_size_too_large'
  | 'ambiguous_boundary'
  | 'missing_crs'
  | 'unsupported_crs'
  | 'coordinates_out_of_range'
  | 'no_polygon_found'
  | 'unsafe_filename'
  | ZipProblemCode

export type ZipProblemCode =
  | 'invalid_zip'
  | 'zip_too_many_files'
  | 'zip_entry_too_large'
  | 'zip_total_too_large'
  | 'zip_nested_zip'
  | 'zip_unsafe_path'
  | 'zip_missing_shapefile'
  | 'zip_missing_shapefile_parts'
  | 'boundary_file_not_found_in_zip'
  | 'zip_ambiguous_filename'

export interface GeoFileFault {
  /** Default: `unreadable_geometry_file`. */
  readonly code?: GeoFileProblemCode
  readonly path: string
  /** 1-based position of the feature or row that is at fault. */
  readonly feature?: number
  /** What is wrong, as the end of a sentence. */
  readonly problem: string
  /** What to do about it, as a sentence. */
  readonly fix: string
  readonly cause?: unknown
}

/** A geo file that cannot be read: names the file, the feature where there is one, and the way out. */
export class GeoFileError extends Error {
  /** Name of the file without its folders. */
  readonly file: string
  readonly code: GeoFileProblemCode
  readonly feature?: number
  readonly problem: string
  readonly fix: string

  constructor({ code = 'unreadable_geometry_file', path, feature, problem, fix, cause }: GeoFileFault) {
    const file = basename(path)
    super(`${file}${feature === undefined ? '' : `, feature ${feature}`}: ${problem}. ${fix}`, { cause })
    this.name = 'GeoFileError'
    this.file = file
    this.code = code
    this.feature = feature
    this.problem = problem
    this.fix = fix
  }
}
