import type { PoolClient } from 'pg'
import type { LayerStorage } from './layer-storage'
import type { StagedRow } from './row-reader'

/** Vertices of a piece: below the size at which a row would be stored out of line. */
const MOST_VERTICES = 120

/** Attributes as JSON; whole geometries beside the pieces they are cut into. */
export class GenericStorage implements LayerStorage {
  constructor(
    private readonly layer: string,
    private readonly fromEwkb: string
  ) {}

  async createStaging(client: PoolClient): Promise<void> {
    await client.query(
      `CREATE TEMPORARY TABLE load_staging (
        seq integer NOT NULL, attributes jsonb NOT NULL, geom geometry(Geometry, 27700)
      ) ON COMMIT DROP`
    )
  }

  async stage(client: PoolClient, rows: readonly StagedRow[]): Promise<void> {
    await client.query(
      `INSERT INTO load_staging (seq, attributes, geom)
       SELECT seq, attributes::jsonb, ${this.fromEwkb}
       FROM unnest($1::int[], $2::text[], $3::bytea[]) AS row(seq, attributes, ewkb)`,
      [
        rows.map(({ seq }) => seq),
        rows.map(({ attributes }) => JSON.stringify(attributes)),
        rows.map(({ ewkb }) => ewkb)
      ]
    )
  }

  async publish(client: PoolClient, version: number): Promise<void> {
    const key = [this.layer, version]
    await client.query(
      `INSERT INTO reference.feature (layer, version, seq, attributes, geom)
       SELECT $1, $2::int, seq, attributes, geom FROM load_staging ORDER BY seq`,
      key
    )
    await client.query(
      `INSERT INTO reference.piece (layer, version, feature_seq, geom)
       SELECT $1, $2::int, seq, piece
       FROM (
         SELECT seq, ST_Subdivide(geom, ${MOST_VERTICES}) AS piece FROM load_staging WHERE geom IS NOT NULL
       ) AS cut
       ORDER BY piece, seq`,
      key
    )
    await client.query('ANALYZE reference.feature, reference.piece')
  }

  async remove(client: PoolClient, version: number): Promise<void> {
    const key = [this.layer, version]
    await client.query(
      'DELETE FROM reference.piece WHERE layer = $1 AND version % 3 = $2::int % 3 AND version = $2::int',
      key
    )
    await client.query('DELETE FROM reference.feature WHERE layer = $1 AND version = $2', key)
  }
}
