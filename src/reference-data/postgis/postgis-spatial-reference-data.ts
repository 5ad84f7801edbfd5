import { Injectable } from '@nestjs/common'
import { Activations } from '../activations'
import { ReferenceDataMissing } from '../reference-data.failures'
import { SpatialReferenceData } from '../spatial-reference-data'
import type {
  AskOptions,
  DataVersions,
  LookupRow,
  PinnedLayer,
  SpatialQuestion
} from '../spatial-reference-data'
import { KeptPins } from './kept-pins'
import { isSchemaMissing } from '../../database/database-errors'
import { StatementRunner } from '../../database/statement-runner'

interface PinRow {
  layer: string
  version: number | null
  loadedAt: Date | null
  hasRows: boolean | null
}

type Engine = DataVersions['engine']

const MAX_LOOKUPS = 16

/**
 * Whether a version has rows is one look into a primary key: `EXISTS` alone may be planned as a scan over the rows
 * of other versions. A version of cells is proven by its classes, which are few, written and deleted with them.
 */
const PIN = {
  name: 'pin',
  text: `
SELECT wanted.layer, a.version, v.loaded_at AS "loadedAt",
  CASE WHEN v.storage = 'coefficients' THEN (
    SELECT true FROM reference.coefficient_class c WHERE c.version = a.version ORDER BY c.class_id LIMIT 1
  ) ELSE (
    SELECT true FROM reference.feature f
    WHERE f.layer = wanted.layer AND f.version = a.version ORDER BY f.seq LIMIT 1
  ) END AS "hasRows"
FROM unnest($1::text[]) WITH ORDINALITY AS wanted(layer, position)
LEFT JOIN reference.active_version a ON a.layer = wanted.layer
LEFT JOIN reference.layer_version v ON v.layer = a.layer AND v.version = a.version AND v.is_complete
ORDER BY wanted.position`
}

const ENGINE = {
  name: 'engine',
  text: `
SELECT postgis_lib_version() AS postgis,
  substring(postgis_geos_version() FROM '^[0-9.]+') AS geos,
  substring(postgis_proj_version() FROM '^[0-9.]+') AS proj`
}

const LOOKUP = {
  name: 'lookup',
  text: 'SELECT attributes FROM reference.feature WHERE layer = $1 AND version = $2::int ORDER BY seq'
}

/** Reference data in PostGIS. */
@Injectable()
export class PostgisSpatialReferenceData extends SpatialReferenceData {
  private readonly lookups = new Map<string, readonly LookupRow[]>()
  private readonly pins: KeptPins
  private engine?: Engine

  constructor(
    private readonly statements: StatementRunner,
    activations: Activations
  ) {
    super()
    this.pins = new KeptPins(activations)
  }

  async pin(layers: readonly string[], signal: AbortSignal): Promise<DataVersions> {
    signal.throwIfAborted()
    const kept = this.pins.find(layers)
    if (kept !== undefined) return kept
    const keep = this.pins.begin(layers)
    const versions = await this.readVersions(layers, signal)
    keep(versions)
    return versions
  }

  private async readVersions(layers: readonly string[], signal: AbortSignal): Promise<DataVersions> {
    const rows = await this.pinnedRows(layers, signal)
    const missing = rows.filter((row) => !isUsable(row)).map(({ layer }) => layer)
    if (missing.length > 0) throw new ReferenceDataMissing(missing)
    this.engine ??= await this.readEngine(signal)
    const pinned = Object.freeze(Object.fromEntries(rows.filter(isUsable).map(toPinned)))
    return Object.freeze({ layers: pinned, engine: this.engine })
  }

  async ask<Row>(
    question: SpatialQuestion<Row>,
    values: readonly unknown[],
    options: AskOptions
  ): Promise<Row[]> {
    const { name, layers, valueCount } = question
    if (values.length !== valueCount) {
      throw new Error(`Question "${name}" takes ${valueCount} values, not ${values.length}`)
    }
    const versions = layers.map((layer) => versionOf(layer, options.versions))
    return this.statements.run<Row>(question, [...values, ...versions], options.signal)
  }

  async lookup(layer: string, options: AskOptions): Promise<readonly LookupRow[]> {
    options.signal.throwIfAborted()
    const version = versionOf(layer, options.versions)
    const key = `${layer}:${version}`
    const known = this.lookups.get(key)
    if (known) return known
    const rows = await this.statements.run<{ attributes: LookupRow }>(
      LOOKUP,
      [layer, version],
      options.signal
    )
    const lookup = Object.freeze(rows.map(({ attributes }) => Object.freeze(attributes)))
    this.remember(key, lookup)
    return lookup
  }

  private async pinnedRows(layers: readonly string[], signal: AbortSignal): Promise<PinRow[]> {
    try {
      return await this.statements.run<PinRow>(PIN, [layers], signal)
    } catch (error) {
      if (isSchemaMissing(error)) throw new ReferenceDataMissing(layers, { cause: error })
      throw error
    }
  }

  private async readEngine(signal: AbortSignal): Promise<Engine> {
    const [engine] = await this.statements.run<Engine>(ENGINE, [], signal)
    return Object.freeze({ ...engine })
  }

  private remember(key: string, lookup: readonly LookupRow[]): void {
    const [oldest] = this.lookups.keys()
    if (oldest !== undefined && this.lookups.size >= MAX_LOOKUPS) this.lookups.delete(oldest)
    this.lookups.set(key, lookup)
  }
}

interface UsableRow extends PinRow {
  version: number
  loadedAt: Date
}

function isUsable(row: PinRow): row is UsableRow {
  return row.version !== null && row.loadedAt !== null && row.hasRows === true
}

function toPinned({ layer, version, loadedAt }: UsableRow): [string, PinnedLayer] {
  return [layer, { version, loadedAt: loadedAt.toISOString() }]
}

function versionOf(layer: string, versions: DataVersions): number {
  const pinned = versions.layers[layer]
  if (!pinned) throw new Error(`Layer "${layer}" is not pinned`)
  return pinned.version
}
