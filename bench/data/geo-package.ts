import { Database, type Statement } from 'node-sqlite3-wasm'

export interface PackageLayer {
  readonly name: string
  /** Column definitions. */
  readonly columns: readonly string[]
  readonly rowCount: number
  readonly rows: Iterable<PackageRow>
}

export interface PackageRow {
  /** One closed ring as x, y, x, y … */
  readonly ring: Float64Array
  readonly values: readonly (string | number)[]
}

const SRID = 27700
const ROWS_PER_TRANSACTION = 50_000
const CATALOGUE = `
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
  organization_coordsys_id INTEGER, definition TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
  srs_id INTEGER, z TINYINT, m TINYINT);
CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count INTEGER);
INSERT INTO gpkg_spatial_ref_sys VALUES ('OSGB36 / British National Grid', ${SRID}, 'EPSG', ${SRID}, '');`

/** Writes a GeoPackage with one layer of polygons without holes in EPSG:27700. */
export function writeGeoPackage(path: string, { name, columns, rowCount, rows }: PackageLayer): void {
  const database = new Database(path)
  try {
    database.exec(CATALOGUE)
    database.exec(`CREATE TABLE ${name} (fid INTEGER PRIMARY KEY, geom POLYGON, ${columns.join(', ')})`)
    database.run(`INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?)`, [name, name, SRID])
    database.run(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)`, [name, SRID])
    database.run('INSERT INTO gpkg_ogr_contents VALUES (?, ?)', [name, rowCount])
    const marks = columns.map(() => '?').join(', ')
    const insert = database.prepare(`INSERT INTO ${name} VALUES (NULL, ?, ${marks})`)
    insertAll(database, insert, rows)
    insert.finalize()
  } finally {
    database.close()
  }
}

function insertAll(database: Database, insert: Statement, rows: Iterable<PackageRow>): void {
  let written = 0
  database.exec('BEGIN')
  for (const { ring, values } of rows) {
    insert.run([geometryBlob(ring), ...values])
    written += 1
    if (written % ROWS_PER_TRANSACTION === 0) database.exec('COMMIT; BEGIN')
  }
  database.exec('COMMIT')
}

/** Header of GeoPackage without an envelope, then a WKB polygon with one ring. */
function geometryBlob(ring: Float64Array): Buffer {
  const blob = Buffer.alloc(21 + ring.byteLength)
  blob.write('GP', 'latin1')
  blob[3] = 1
  blob.writeInt32LE(SRID, 4)
  blob[8] = 1
  blob.writeUInt32LE(3, 9)
  blob.writeUInt32LE(1, 13)
  blob.writeUInt32LE(ring.length / 2, 17)
  ring.forEach((value, i) => blob.writeDoubleLE(value, 21 + i * 8))
  return blob
}
