import { type DeclaredCrs, parseCrsName } from '@nrf/geometry'
import { GeoFileError } from '../geo-file-error'
import type { ReadOnlyDatabase, SqlRow } from './read-only-database'

export interface FeatureColumn {
  readonly name: string
  readonly isBoolean: boolean
}

/** One feature layer of a GeoPackage, as its own tables describe it. */
export interface FeatureTable {
  readonly name: string
  readonly crs: DeclaredCrs | null
  readonly columns: readonly FeatureColumn[]
  readonly featureCount: number | undefined
  /** Gives `geometry` and `c0`, `c1`, … in the order of the columns. */
  readonly sql: string
}

const CATALOGUE = ['gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys']
const MOST_NAMES_SHOWN = 20

interface Layer {
  readonly table: string
  readonly geometryColumn: string
  readonly srsId: number
}

export function describeFeatureTable(
  database: ReadOnlyDatabase,
  path: string,
  wanted?: string
): FeatureTable {
  const tables = plainTables(database)
  if (!CATALOGUE.every((name) => tables.has(name))) {
    throw new GeoFileError({
      path,
      problem: 'it is a SQLite database, but no GeoPackage',
      fix: 'Export the layer to a GeoPackage, or a lookup table to CSV.'
    })
  }
  const layer = chooseLayer(layersOf(database), path, wanted)
  const columns = database.all('SELECT name, type, pk FROM pragma_table_info(?)', [layer.table])
  if (!tables.has(layer.table) || !columns.some(({ name }) => name === layer.geometryColumn)) {
    throw new GeoFileError({
      path,
      problem: `${JSON.stringify(layer.table)} is no table with the geometry column it declares`,
      fix: 'Export the layer to a new GeoPackage; views are not read.'
    })
  }
  const attributes = columns.filter((column) => isAttribute(column, layer.geometryColumn))
  return {
    name: layer.table,
    crs: crsOf(database, layer.srsId),
    columns: attributes.map(({ name, type }) => ({ name: String(name), isBoolean: isType(type, 'BOOLEAN') })),
    featureCount: tables.has('gpkg_ogr_contents') ? countOf(database, layer.table) : undefined,
    sql: selectOf(layer, attributes, columns.find(isRowId))
  }
}

/** A view or virtual table may compute without end, so only plain tables are read. */
function plainTables(database: ReadOnlyDatabase): Set<string> {
  const rows = database.all("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
  return new Set(rows.map(({ name }) => String(name)))
}

function layersOf(database: ReadOnlyDatabase): Layer[] {
  const rows = database.all(
    `SELECT c.table_name AS name, g.column_name AS geometryColumn, g.srs_id AS srsId
     FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
     WHERE c.data_type = 'features' ORDER BY c.table_name`
  )
  return rows.map(({ name, geometryColumn, srsId }) => ({
    table: String(name),
    geometryColumn: String(geometryColumn),
    srsId: Number(srsId)
  }))
}

function chooseLayer(layers: readonly Layer[], path: string, wanted?: string): Layer {
  const found = layers.filter(({ table }) => wanted === undefined || table === wanted)
  if (found.length === 1) return found[0]
  const names = layers.slice(0, MOST_NAMES_SHOWN).map(({ table }) => JSON.stringify(table.slice(0, 60)))
  throw new GeoFileError({
    path,
    problem:
      wanted === undefined
        ? `it has ${layers.length} feature tables, and one is expected`
        : `it has no feature table ${JSON.stringify(wanted)}`,
    fix: layers.length === 0 ? 'Export the layer as features.' : `Name one of ${names.join(', ')}.`
  })
}

function isAttribute(column: SqlRow, geometryColumn: string): boolean {
  return column['name'] !== geometryColumn && !isRowId(column) && !isType(column['type'], 'BLOB')
}

/** The feature id of GeoPackage, a number without meaning outside the file. */
function isRowId({ type, pk }: SqlRow): boolean {
  return pk === 1 && isType(type, 'INTEGER')
}

function isType(declared: unknown, type: string): boolean {
  return typeof declared === 'string' && declared.toUpperCase().startsWith(type)
}

function crsOf(database: ReadOnlyDatabase, srsId: number): DeclaredCrs | null {
  if (srsId <= 0) return null
  const sql = `SELECT organization || ':' || organization_coordsys_id AS name
    FROM gpkg_spatial_ref_sys WHERE srs_id = ?`
  const name = database.all(sql, [srsId])[0]?.['name']
  return typeof name === 'string' ? parseCrsName(name) : { unsupported: `srs_id ${srsId}` }
}

/** Kept by the usual writers, so nobody has to count millions of rows. */
function countOf(database: ReadOnlyDatabase, table: string): number | undefined {
  const sql = 'SELECT feature_count AS count FROM gpkg_ogr_contents WHERE table_name = ?'
  const count = database.all(sql, [table])[0]?.['count']
  return typeof count === 'number' ? count : undefined
}

function selectOf(layer: Layer, attributes: readonly SqlRow[], rowId: SqlRow | undefined): string {
  const list = attributes.map(({ name }, index) => `${identifier(name)} AS c${index}`)
  const order = rowId === undefined ? '' : ` ORDER BY ${identifier(rowId['name'])}`
  const columns = [`${identifier(layer.geometryColumn)} AS geometry`, ...list]
  return `SELECT ${columns.join(', ')} FROM ${identifier(layer.table)}${order}`
}

function identifier(name: unknown): string {
  return `"${String(name).replaceAll('"', '""')}"`
}
