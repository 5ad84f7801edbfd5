import type { AssessmentProfile } from '../config/config.tokens'

/** One printed number with its unit. */
export interface Figure {
  /** Machine name, camelCase, e.g. `nitrogenTotal`. */
  readonly name: string
  readonly label: string
  readonly value: number | null
  readonly unit: string
}

/** One figure that the sums of an outcome start from, in the evidence: set by policy, or looked up. */
export interface EvidenceFigure {
  /** Machine name, camelCase, e.g. `sudsRemovalShare`. */
  readonly name: string
  readonly value: number | null
  readonly unit: string
  /** Where it comes from: a published setting, a row of a lookup. */
  readonly source: string
}

/** What the development does to one protected site or EDP. */
export interface Impact {
  readonly id: string
  readonly name: string
  readonly figures: readonly Figure[]
}

/** Something that a reader of the outcome should know. */
export interface Finding {
  readonly code: string
  readonly message: string
}

export type Scope =
  { readonly status: 'in-scope' } | { readonly status: 'out-of-scope'; readonly reason: string }

/** Plain data that survives JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Data version of one layer that an outcome was made from. */
interface LayerProvenance {
  readonly layer: string
  readonly version: number
  /** ISO 8601, UTC. */
  readonly loadedAt: string
}

export interface Provenance {
  readonly serviceVersion: string
  readonly layers: readonly LayerProvenance[]
  readonly engine: { readonly postgis: string; readonly geos: string; readonly proj: string }
  readonly boundaryDigest: string
  readonly profile: AssessmentProfile
}

/** What an assessment finds out. Everything but the provenance, which the runner adds. */
export interface AssessmentFindings {
  readonly scope: Scope
  readonly impacts: readonly Impact[]
  /** The assessment's own table, one value per published column; null when out of scope. */
  readonly summary: { readonly [column: string]: Json } | null
  /** Enough to do the sum again by hand. */
  readonly evidence: Json
  readonly findings: readonly Finding[]
}

/** What an assessment returns to the world: the same bytes for the same input, release and data version. */
export interface AssessmentOutcome extends AssessmentFindings {
  readonly type: string
  readonly assessmentVersion: number
  readonly provenance: Provenance
}
