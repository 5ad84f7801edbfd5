import type { PoolClient } from 'pg'
import type { AttributeValue } from '@nrf/geo-files'
import type { LayerStorage } from './layer-storage'
import type { StagedRow } from './row-reader'

const TEXTS = ['land_use_cat', 'nn_catchment', 'subcatchment']
const NUMBERS = ['lu_curr_n_coeff', 'lu_curr_p_coeff', 'n_resi_coeff', 'p_resi_coeff']
/** What millions of cells share. */
const CLASS_COLUMNS = [...TEXTS, ...NUMBERS]
const CLASS_LIST = CLASS_COLUMNS.join(', ')

/** As text, because a row with nulls is never equal to itself. */
const classKey = (table: string): string =>
  `ROW(${CLASS_COLUMNS.map((name) => `${table}.${name}`).join(', ')})::text`

/**
 * Typed tables for the one layer with millions of cells: a cell names its class, a few thousand classes hold the
 * texts and figures. `seq` is PostGIS' own order of geometries, which the sums of the assessments follow.
 */
export class CoefficientStorage implements LayerStorage {
  constructor(private readonly fromEwkb: string) {}

  async createStaging(client: PoolClient): Promise<void> {
    await client.query(
      `CREATE TEMPORARY TABLE load_staging (
        seq integer NOT NULL, crome_id text NOT NULL,
        ${TEXTS.map((name) => `${name} text`).join(', ')},
        ${NUMBERS.map((name) => `${name} double precision`).join(', ')},
        geom geometry(Geometry, 27700) NOT NULL
      ) ON COMMIT DROP`
    )
  }

  async stage(client: PoolClient, rows: readonly StagedRow[]): Promise<void> {
    const column = (name: string): AttributeValue[] => rows.map(({ attributes }) => attributes[name] ?? null)
    const texts = TEXTS.map((_, index) => `$${index + 4}::text[]`)
    const numbers = NUMBERS.map((_, index) => `$${index + 4 + TEXTS.length}::float8[]`)
    await client.query(
      `INSERT INTO load_staging (seq, crome_id, ${CLASS_LIST}, geom)
       SELECT seq, crome_id, ${CLASS_LIST}, ${this.fromEwkb}
       FROM unnest($1::int[], $2::bytea[], $3::text[], ${[...texts, ...numbers].join(', ')})
         AS row(seq, ewkb, crome_id, ${CLASS_LIST})`,
      [
        rows.map(({ seq }) => seq),
        rows.map(({ ewkb }) => ewkb),
        column('crome_id'),
        ...CLASS_COLUMNS.map((name) => column(name))
      ]
    )
  }

  async publish(client: PoolClient, version: number): Promise<void> {
    await client.query('ANALYZE load_staging')
    await client.query(
      `INSERT INTO reference.coefficient_class (version, class_id, ${CLASS_LIST})
       SELECT $1::int, row_number() OVER (ORDER BY ${CLASS_LIST}), ${CLASS_LIST}
       FROM (SELECT DISTINCT ${CLASS_LIST} FROM load_staging) AS class`,
      [version]
    )
    await client.query(
      `INSERT INTO reference.coefficient_cell (slot, version, seq, crome_id, class_id, geom)
       SELECT $1::int % 3, $1::int,
         row_number() OVER (ORDER BY cell.geom, cell.crome_id COLLATE "C") AS seq,
         cell.crome_id, class.class_id, cell.geom
       FROM load_staging AS cell
       JOIN reference.coefficient_class AS class
         ON class.version = $1::int AND ${classKey('class')} = ${classKey('cell')}
       ORDER BY seq`,
      [version]
    )
    await client.query('ANALYZE reference.coefficient_class, reference.coefficient_cell')
  }

  async remove(client: PoolClient, version: number): Promise<void> {
    await client.query(
      'DELETE FROM reference.coefficient_cell WHERE slot = $1::int % 3 AND version = $1::int',
      [version]
    )
    await client.query('DELETE FROM reference.coefficient_class WHERE version = $1', [version])
  }
}
