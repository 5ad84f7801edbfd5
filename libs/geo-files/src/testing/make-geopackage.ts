import { toEwkb, type AreaGeometry } from '@nrf/geometry'
import { Database } from 'node-sqlite3-wasm'

export interface TestLayer {
  readonly name: string
  readonly srsId?: number
  /** Column definitions after `fid` and `geom`. */
  readonly columns?: string
  /** Values of `geom` and the columns. */
  readonly rows?: readonly (string | number | bigint | Uint8Array | null)[][]
}

const CATALOGUE = `
  CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
    organization_coordsys_id INTEGER, definition TEXT);
  CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
  CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT,
    srs_id INTEGER, z TINYINT, m TINYINT);
  INSERT INTO gpkg_spatial_ref_sys VALUES ('BNG', 27700, 'EPSG', 27700, ''), ('WGS', 4326, 'epsg', 4326, ''),
    ('none', -1, 'NONE', -1, ''), ('own', 100001, 'ESRI', 102100, '');`

export function makeGeoPackage(path: string, layers: readonly TestLayer[], alsoRun = ''): string {
  const database = new Database(path)
  try {
    database.exec(CATALOGUE)
    for (const layer of layers) addLayer(database, layer)
    if (alsoRun !== '') database.exec(alsoRun)
  } finally {
    database.close()
  }
  return path
}

function addLayer(database: Database, { name, srsId = 27700, columns = '', rows = [] }: TestLayer): void {
  const more = columns === '' ? '' : `, ${columns}`
  database.exec(`CREATE TABLE "${name}" (fid INTEGER PRIMARY KEY, geom POLYGON${more})`)
  database.run(`INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?)`, [name, name, srsId])
  database.run(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', ?, 0, 0)`, [name, srsId])
  for (const row of rows) {
    const marks = row.map(() => '?').join(', ')
    database.run(`INSERT INTO "${name}" VALUES (NULL, ${marks})`, [...row])
  }
}

/** GeoPackage geometry: header, envelope of `envelopeCode`, then WKB. */
export function geometryBlob(wkb: Uint8Array | AreaGeometry, envelopeCode = 0, flags = 0): Buffer {
  const header = Buffer.alloc(8)
  header.write('GP', 'latin1')
  header[3] = 1 | (envelopeCode << 1) | flags
  header.writeInt32LE(27700, 4)
  const envelope = Buffer.alloc([0, 32, 48, 48, 64, 0, 0, 0][envelopeCode])
  return Buffer.concat([header, envelope, wkb instanceof Uint8Array ? wkb : toEwkb(wkb, 27700)])
}
