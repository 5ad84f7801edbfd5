/** A feature of a file that is not assessed; the others are. */
export interface Refusal {
  /** Position in the file, from 1; undefined when it concerns the features together. */
  readonly feature: number | undefined
  readonly problem: string
  readonly fix: string
}

/** Thrown while one feature is prepared. */
export class FeatureRefused extends Error {
  constructor(
    readonly problem: string,
    readonly fix: string
  ) {
    super(`${problem}. ${fix}`)
    this.name = 'FeatureRefused'
  }
}
