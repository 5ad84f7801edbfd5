import { ReferenceDataMissing } from '../../src/reference-data/reference-data.failures'
import {
  SpatialReferenceData,
  type AskOptions,
  type DataVersions,
  type LookupRow,
  type SpatialQuestion
} from '../../src/reference-data/spatial-reference-data'

export const ENGINE = { postgis: '3.3.2', geos: '3.11.1', proj: '9.1.1' }

/** Reference data in memory: lookups by layer, scripted answers by question, version 1 of everything. */
export class FakeReferenceData extends SpatialReferenceData {
  readonly asked: { question: string; values: readonly unknown[] }[] = []
  private readonly missing = new Set<string>()
  private readonly lookups = new Map<string, readonly LookupRow[]>()
  private readonly answers = new Map<string, readonly unknown[]>()

  withLookup(layer: string, rows: readonly LookupRow[]): this {
    this.lookups.set(layer, rows)
    return this
  }

  withAnswer<Row>(question: SpatialQuestion<Row>, rows: readonly Row[]): this {
    this.answers.set(question.name, rows)
    return this
  }

  without(layer: string): this {
    this.missing.add(layer)
    return this
  }

  override async pin(layers: readonly string[], signal: AbortSignal): Promise<DataVersions> {
    signal.throwIfAborted()
    const missing = layers.filter((layer) => this.missing.has(layer))
    if (missing.length > 0) throw new ReferenceDataMissing(missing)
    const pinned = { version: 1, loadedAt: '2026-11-24T00:00:00.000Z' }
    return { layers: Object.fromEntries(layers.map((layer) => [layer, pinned])), engine: ENGINE }
  }

  override async ask<Row>(
    question: SpatialQuestion<Row>,
    values: readonly unknown[],
    { versions, signal }: AskOptions
  ): Promise<Row[]> {
    signal.throwIfAborted()
    if (values.length !== question.valueCount) {
      throw new Error(`Question "${question.name}" takes ${question.valueCount} values, not ${values.length}`)
    }
    question.layers.forEach((layer) => refuseUnpinned(layer, versions))
    this.asked.push({ question: question.name, values })
    const rows = this.answers.get(question.name)
    if (rows === undefined) throw new Error(`No answer is scripted for "${question.name}"`)
    return [...(rows as readonly Row[])]
  }

  override async lookup(layer: string, { versions, signal }: AskOptions): Promise<readonly LookupRow[]> {
    signal.throwIfAborted()
    refuseUnpinned(layer, versions)
    return this.lookups.get(layer) ?? []
  }
}

function refuseUnpinned(layer: string, { layers }: DataVersions): void {
  if (layers[layer] === undefined) throw new Error(`Layer "${layer}" is not pinned`)
}
