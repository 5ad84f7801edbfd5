/** The version of each layer that one run reads, by layer name. */
export interface DataVersions {
  readonly layers: Readonly<Record<string, PinnedLayer>>
  readonly engine: { readonly postgis: string; readonly geos: string; readonly proj: string }
}

export interface PinnedLayer {
  readonly version: number
  /** ISO 8601, UTC. */
  readonly loadedAt: string
}

/**
 * One typed SQL question, kept in the folder of the assessment that asks it.
 *
 * `sql` gets a function that gives the placeholder of a layer's version; values come first (`$1`, `$2`, …).
 * Build it with `defineQuestion`.
 */
export interface SpatialQuestion<Row> {
  readonly name: string
  readonly text: string
  readonly layers: readonly string[]
  /** Number of values the caller passes, before the versions. */
  readonly valueCount: number
  /** Only carries the row type. */
  readonly row?: Row
}

/** Gives the placeholder of the pinned version of a layer. */
export type VersionOf = (layer: string) => string

/**
 * SQL: the pieces of a layer in its pinned version. Pieces are partitioned by layer and by version modulo 3: the
 * remainder keeps the question away from the pieces of other versions.
 *
 * @param piece name of `reference.piece` in the statement
 */
export function isPieceOf(piece: string, layer: string, versionOf: VersionOf): string {
  const version = versionOf(layer)
  return `${piece}.layer = '${layer}' and ${piece}.version % 3 = ${version} % 3 and ${piece}.version = ${version}`
}

/** Compiles a question: placeholders of the layer versions are numbered after the values. */
export function defineQuestion<Row>(question: {
  name: string
  layers: readonly string[]
  valueCount: number
  sql: (versionOf: VersionOf) => string
}): SpatialQuestion<Row> {
  const { name, layers, valueCount, sql } = question
  const text = sql((layer) => {
    const index = layers.indexOf(layer)
    if (index < 0) throw new Error(`Question "${name}" uses layer "${layer}" without naming it`)
    return `$${valueCount + index + 1}::int`
  })
  return { name, text, layers, valueCount }
}

export interface AskOptions {
  readonly versions: DataVersions
  readonly signal: AbortSignal
}

export type LookupRow = Readonly<Record<string, string | number | boolean | null>>

/** Reference data for overlays and lookups. Holds no connection between two calls. */
export abstract class SpatialReferenceData {
  /**
   * Pins the active version of each layer.
   * @throws ReferenceDataMissing when a layer has no active version or no rows
   */
  abstract pin(layers: readonly string[], signal: AbortSignal): Promise<DataVersions>

  /**
   * Runs one statement with the pinned versions.
   * @throws DatabaseUnavailable when the database does not answer in time
   */
  abstract ask<Row>(
    question: SpatialQuestion<Row>,
    values: readonly unknown[],
    options: AskOptions
  ): Promise<Row[]>

  /** All rows of a lookup in load order; cached by version. */
  abstract lookup(layer: string, options: AskOptions): Promise<readonly LookupRow[]>
}
