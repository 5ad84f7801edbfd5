export interface StrictJsonLimits {
  /** Most levels of arrays and objects. */
  readonly maxDepth: number
  /** Most members of one object. */
  readonly maxMembers: number
}

export const STRICT_JSON_LIMITS: StrictJsonLimits = { maxDepth: 64, maxMembers: 1000 }
