import { basename } from 'node:path'

export interface GeoFileFault {
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
  readonly feature?: number
  readonly problem: string
  readonly fix: string

  constructor({ path, feature, problem, fix, cause }: GeoFileFault) {
    const file = basename(path)
    super(`${file}${feature === undefined ? '' : `, feature ${feature}`}: ${problem}. ${fix}`, { cause })
    this.name = 'GeoFileError'
    this.file = file
    this.feature = feature
    this.problem = problem
    this.fix = fix
  }
}
