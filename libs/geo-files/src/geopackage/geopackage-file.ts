import { stat } from 'node:fs/promises'
import { MalformedWkb } from '@nrf/geometry'
import { attributeValue, toAttributes } from '../attribute-values'
import { readOrReport } from '../bad-feature'
import { assertFeatureLimit, tooLarge } from '../byte-source'
import type { GeoFeature, GeoFile, GeoFileSource } from '../geo-file'
import { GeoFileError } from '../geo-file-error'
import { describeFeatureTable, type FeatureColumn, type FeatureTable } from './feature-table'
import { readGeoPackageGeometry } from './geopackage-geometry'
import { ReadOnlyDatabase, type SqlRow } from './read-only-database'

/** One feature table of a GeoPackage, row by row in the order of its feature ids. */
export async function openGeoPackage(source: GeoFileSource): Promise<GeoFile> {
  const { path, maxBytes = Infinity } = source
  if ((await stat(path)).size > maxBytes) throw tooLarge(path, maxBytes)
  const database = await ReadOnlyDatabase.open(path, source.temporaryFolder)
  try {
    const table = describeFeatureTable(database, path, source.table)
    return {
      format: 'geopackage',
      name: table.name,
      crs: table.crs,
      featureCount: table.featureCount,
      columns: table.columns.map(({ name }) => name),
      features: () => readFeatures(database, table, source),
      close: () => database.close()
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

async function* readFeatures(
  database: ReadOnlyDatabase,
  table: FeatureTable,
  source: GeoFileSource
): AsyncGenerator<GeoFeature> {
  const names = table.columns.map(({ name }) => name)
  let index = 0
  for (const row of database.rows(table.sql)) {
    const feature = ++index
    assertFeatureLimit(feature, source)
    const read = readOrReport(source, (): GeoFeature => {
      const attributes = toAttributes(names, (column, i) =>
        attributeValue(storedValue(row[`c${i}`], table.columns[i]), { path: source.path, feature, column })
      )
      return { index: feature, attributes, geometry: geometryOf(row, source.path, feature) }
    })
    if (read !== undefined) yield read
  }
}

function storedValue(value: unknown, column: FeatureColumn): unknown {
  return column.isBoolean && typeof value === 'number' ? value !== 0 : value
}

function geometryOf({ geometry }: SqlRow, path: string, feature: number): GeoFeature['geometry'] {
  if (geometry === null) return null
  try {
    if (!(geometry instanceof Uint8Array)) throw new MalformedWkb('The geometry is not binary')
    return readGeoPackageGeometry(geometry)
  } catch (cause) {
    if (!(cause instanceof MalformedWkb)) throw cause
    throw new GeoFileError({
      path,
      feature,
      problem: `its geometry cannot be read: ${cause.message}`,
      fix: 'Export the layer to a new GeoPackage.',
      cause
    })
  }
}
