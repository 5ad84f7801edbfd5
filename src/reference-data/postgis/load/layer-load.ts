import type { PoolClient } from 'pg'
import type { BoundarySrid } from '@nrf/geometry'
import type { LayerDeclaration } from '../../layer-declaration'
import { VersionsInUse } from '../../reference-data.failures'
import { toBritishNationalGrid } from '../../british-national-grid'
import { CoefficientStorage } from './coefficient-storage'
import { GenericStorage } from './generic-storage'
import type { LayerStorage } from './layer-storage'
import { nextVersion } from './next-version'
import type { StagedRow } from './row-reader'

const BATCH_ROWS = 1_000
const BATCH_BYTES = 8 * 1024 * 1024

export interface LoadedVersion {
  readonly version: number
  readonly removedVersions: readonly number[]
}

export interface LoadSource {
  readonly name: string
  readonly digest: string
}

/** The statements of one load, all in the transaction that the caller holds on `client`. */
export class LayerLoad {
  private readonly storage: LayerStorage
  private batch: StagedRow[] = []
  private batchBytes = 0
  private stagedRows = 0

  constructor(
    private readonly client: PoolClient,
    private readonly declaration: LayerDeclaration,
    srid: BoundarySrid
  ) {
    const geometry = 'ST_GeomFromEWKB(ewkb)'
    const fromEwkb = srid === 4326 ? toBritishNationalGrid(geometry) : geometry
    this.storage =
      declaration.storage === 'coefficients'
        ? new CoefficientStorage(fromEwkb)
        : new GenericStorage(declaration.name, fromEwkb)
  }

  get rowCount(): number {
    return this.stagedRows
  }

  /** A load may take as long as it needs; two loads of one layer wait for each other. */
  async begin(): Promise<void> {
    await this.client.query('SET LOCAL statement_timeout = 0')
    await this.client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`load ${this.declaration.name}`])
    await this.storage.createStaging(this.client)
  }

  async stage(row: StagedRow): Promise<void> {
    this.batch.push(row)
    this.batchBytes += row.ewkb?.length ?? 0
    if (this.batch.length >= BATCH_ROWS || this.batchBytes >= BATCH_BYTES) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.batch.length === 0) return
    await this.storage.stage(this.client, this.batch)
    this.stagedRows += this.batch.length
    this.batch = []
    this.batchBytes = 0
  }

  /** Makes a new version of the staged rows. The pointer of the layer stays where it is. */
  async publish(source: LoadSource): Promise<LoadedVersion> {
    const existing = await this.versions()
    const next = nextVersion(
      existing.map((row) => row.version),
      existing.filter(({ isInUse }) => isInUse).map((row) => row.version)
    )
    if (next === undefined) throw new VersionsInUse(this.declaration.name)
    const { version, removed } = next
    for (const old of removed) await this.remove(old)
    await this.storage.publish(this.client, version)
    await this.client.query(
      `INSERT INTO reference.layer_version
         (layer, version, storage, source_name, source_digest, row_count, is_complete)
       VALUES ($1, $2, $3, $4, $5, $6, true)`,
      [this.declaration.name, version, this.declaration.storage, source.name, source.digest, this.stagedRows]
    )
    return { version, removedVersions: removed }
  }

  /** Rows of the version that is active now; undefined without one. */
  async activeRowCount(): Promise<number | undefined> {
    return (await this.versions()).find(({ isActive }) => isActive)?.rowCount
  }

  /** A version that was active until lately may still be pinned by a running job. */
  private async versions(): Promise<VersionRow[]> {
    const { rows } = await this.client.query<VersionRow>(
      `SELECT v.version, v.row_count::float8 AS "rowCount", a.version IS NOT NULL AS "isActive",
         a.version IS NOT NULL OR EXISTS (
           SELECT FROM reference.activation_event e
           WHERE e.layer = v.layer AND e.from_version = v.version AND e.at > now() - interval '1 hour'
         ) AS "isInUse"
       FROM reference.layer_version v
       LEFT JOIN reference.active_version a ON a.layer = v.layer AND a.version = v.version
       WHERE v.layer = $1 ORDER BY v.version`,
      [this.declaration.name]
    )
    return rows
  }

  private async remove(version: number): Promise<void> {
    await this.storage.remove(this.client, version)
    await this.client.query('DELETE FROM reference.layer_version WHERE layer = $1 AND version = $2', [
      this.declaration.name,
      version
    ])
  }
}

interface VersionRow {
  version: number
  rowCount: number
  isActive: boolean
  isInUse: boolean
}
