import { onServer } from '../jobs/bench-server'

const POLYGON_LAYERS = ['wwtw_catchments', 'lpa_boundaries', 'subcatchments', 'nn_catchments']

/**
 * Whole polygons with an index on each layer, made from the active versions; those that are there already are kept.
 */
export function makeYardstickTables(url: string): Promise<void> {
  return onServer(url, async (client) => {
    const { rows } = await client.query<{ isThere: boolean }>(
      `SELECT to_regclass('yardstick.coefficient_layer') IS NOT NULL AS "isThere"`
    )
    if (rows[0].isThere) return
    await client.query('BEGIN')
    await client.query('CREATE SCHEMA IF NOT EXISTS yardstick')
    for (const layer of POLYGON_LAYERS) {
      await client.query(
        `CREATE TABLE yardstick.${layer} AS
         SELECT seq AS id, 1 AS version, attributes, geom AS geometry
         FROM reference.feature JOIN reference.active_version USING (layer, version) WHERE layer = '${layer}'`
      )
    }
    await client.query(
      `CREATE TABLE yardstick.coefficient_layer AS
       SELECT 1 AS version, crome_id, lu_curr_n_coeff, lu_curr_p_coeff, n_resi_coeff, p_resi_coeff, geom AS geometry
       FROM reference.active_version a
       JOIN reference.coefficient_cell c ON c.version = a.version AND c.slot = a.version % 3
       JOIN reference.coefficient_class k ON k.version = a.version AND k.class_id = c.class_id
       WHERE a.layer = 'coefficient_layer'`
    )
    for (const layer of [...POLYGON_LAYERS, 'coefficient_layer']) {
      await client.query(`CREATE INDEX ON yardstick.${layer} USING gist (geometry)`)
    }
    await client.query('COMMIT')
    for (const layer of [...POLYGON_LAYERS, 'coefficient_layer'])
      await client.query(`ANALYZE yardstick.${layer}`)
  })
}
