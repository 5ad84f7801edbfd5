import type { PoolClient } from 'pg'
import type { StagedRow } from './row-reader'

/**
 * How the rows of a layer are written. A load stages all rows in the temporary table `load_staging` (with at least
 * `seq` and `geom`), so that they can be checked together before a version is made of them.
 */
export interface LayerStorage {
  createStaging(client: PoolClient): Promise<void>
  stage(client: PoolClient, rows: readonly StagedRow[]): Promise<void>
  publish(client: PoolClient, version: number): Promise<void>
  remove(client: PoolClient, version: number): Promise<void>
}
