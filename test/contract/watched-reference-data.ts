import {
  SpatialReferenceData,
  type AskOptions,
  type DataVersions,
  type LookupRow,
  type SpatialQuestion
} from '../../src/reference-data/spatial-reference-data'

/** Reference data that notes which layers are read, and tells before each reading. */
export class WatchedReferenceData extends SpatialReferenceData {
  readonly read = new Set<string>()
  /** Readings so far. */
  readings = 0

  constructor(
    private readonly data: SpatialReferenceData,
    private readonly beforeReading: (reading: number) => void = () => undefined
  ) {
    super()
  }

  override pin(layers: readonly string[], signal: AbortSignal): Promise<DataVersions> {
    return this.data.pin(layers, signal)
  }

  override ask<Row>(
    question: SpatialQuestion<Row>,
    values: readonly unknown[],
    options: AskOptions
  ): Promise<Row[]> {
    this.note(question.layers)
    return this.data.ask(question, values, options)
  }

  override lookup(layer: string, options: AskOptions): Promise<readonly LookupRow[]> {
    this.note([layer])
    return this.data.lookup(layer, options)
  }

  private note(layers: readonly string[]): void {
    layers.forEach((layer) => this.read.add(layer))
    this.readings += 1
    this.beforeReading(this.readings)
  }
}
