import type { PoolClient } from 'pg'
import { isOnGrid } from '../../british-national-grid'
import type { FaultList } from './fault-list'

const MOST_LISTED = 50

/** Repairs what can be repaired in `load_staging`. @returns the rows that were repaired */
export async function repairGeometries(client: PoolClient): Promise<number[]> {
  const { rows } = await client.query<{ seq: number }>(
    `UPDATE load_staging SET geom = ST_CollectionExtract(ST_MakeValid(geom), 3)
     WHERE NOT ST_IsValid(geom) RETURNING seq`
  )
  return rows.map(({ seq }) => seq).sort((a, b) => a - b)
}

/** Refuses what is left after the repair: shapes without area, and shapes outside the grid. */
export async function refuseUnusableGeometries(client: PoolClient, faults: FaultList): Promise<void> {
  const { rows } = await client.query<{ seq: number; hasArea: boolean; total: number }>(
    `SELECT seq, ST_Area(geom) > 0 AS "hasArea", count(*) OVER ()::int AS total
     FROM load_staging
     WHERE geom IS NOT NULL AND (NOT ST_Area(geom) > 0 OR NOT ${isOnGrid('geom')})
     ORDER BY seq LIMIT ${MOST_LISTED}`
  )
  const sentences = rows.map(({ seq, hasArea }) =>
    hasArea
      ? `row ${seq}: the geometry lies outside the British National Grid (EPSG:27700)`
      : `row ${seq}: the geometry has no area and cannot be repaired`
  )
  faults.addMany(sentences, rows[0]?.total ?? 0)
}
