/** Versions of everything that a result depends on, besides that of the service. */
export interface Versions {
  /** Of the tables of the ledger; null while it cannot be asked. */
  readonly schema: { readonly version: number } | null
  /** Active version of every layer that an assessment reads, those without one left out; null while nobody can be asked. */
  readonly data: readonly LayerInUse[] | null
  readonly assessments: readonly { readonly type: string; readonly version: number }[]
  /** Why something is null. */
  readonly problems: readonly string[]
}

interface LayerInUse {
  readonly layer: string
  readonly version: number
  /** ISO 8601, UTC. */
  readonly loadedAt: string
}

/** What runs here, for `/version`. Answers within 2 s, also while the database is away. */
export abstract class VersionReport {
  abstract describe(): Promise<Versions>
}
