import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DeclaredCrs } from '@nrf/geometry'
import { attributeValue, toAttributes } from '../attribute-values'
import { readOrReport } from '../bad-feature'
import { assertFeatureLimit, DEFAULT_MAX_BYTES, tooLarge } from '../byte-source'
import type { GeoFeature, GeoFile, GeoFileSource } from '../geo-file'
import { GeoFileError } from '../geo-file-error'
import { DbaseTable } from './dbase-table'
import { toPolygons } from './polygon-rings'
import { readPrj } from './prj'
import { MalformedShape, ShapeRecords } from './shape-records'

/** Parts that a shapefile cannot do without, in the order in which they are missed. */
const REQUIRED_PARTS = ['shp', 'shx', 'dbf', 'prj'] as const

/** Bytes of the parts by their extension in lower case. */
export type ShapefileParts = Readonly<Record<(typeof REQUIRED_PARTS)[number], Buffer>> & {
  readonly cpg?: Buffer
}

/** A shapefile on disk: the parts lie beside the `.shp`, their names compared without regard to case. */
export async function openShapefile(source: GeoFileSource): Promise<GeoFile> {
  const paths = await partsBeside(source.path)
  await refuseTooLarge(source, [...paths.values()])
  const parts = new Map<string, Buffer>()
  for (const [extension, path] of paths) parts.set(extension, await readFile(path))
  return shapefileOf(requireParts(parts, source.path), source)
}

/** @throws GeoFileError naming the parts that are missing */
export function requireParts(parts: ReadonlyMap<string, Buffer>, path: string): ShapefileParts {
  const [shp, shx, dbf, prj] = REQUIRED_PARTS.map((part) => parts.get(part))
  if (shp && shx && dbf && prj) return { shp, shx, dbf, prj, cpg: parts.get('cpg') }
  const missing = REQUIRED_PARTS.filter((part) => !parts.has(part)).map((part) => `.${part}`)
  throw new GeoFileError({
    code: 'zip_missing_shapefile_parts',
    path,
    problem: `the shapefile lacks its ${missing.join(', ')} part`,
    fix: 'Keep .shp, .shx, .dbf and .prj together, with the same name before the dot.'
  })
}

/** The features of a shapefile whose parts are in memory. */
export function shapefileOf(
  parts: ShapefileParts,
  source: GeoFileSource,
  name = stemOf(source.path)
): GeoFile {
  const { path } = source
  const { shapes, table } = orGeoFileError(path, () => {
    const read = {
      shapes: new ShapeRecords(parts.shp, parts.shx),
      table: new DbaseTable(parts.dbf, parts.cpg?.toString('latin1'))
    }
    if (read.shapes.count === read.table.rowCount) return read
    throw new MalformedShape(
      `it has ${read.shapes.count} shapes and ${read.table.rowCount} rows of attributes`
    )
  })
  return {
    format: 'shapefile',
    name,
    crs: crsOf(parts.prj.toString('utf8')),
    featureCount: shapes.count,
    columns: table.columns,
    features: () => readFeatures(shapes, table, source),
    close: () => Promise.resolve()
  }
}

function crsOf(prj: string): DeclaredCrs | null {
  return prj.trim() === '' ? null : readPrj(prj)
}

async function* readFeatures(
  shapes: ShapeRecords,
  table: DbaseTable,
  source: GeoFileSource
): AsyncGenerator<GeoFeature> {
  for (let index = 1; index <= shapes.count; index++) {
    assertFeatureLimit(index, source)
    const feature = readOrReport(source, () => featureOf(shapes, table, { path: source.path, index }))
    if (feature !== undefined) yield feature
  }
}

function featureOf(
  shapes: ShapeRecords,
  table: DbaseTable,
  { path, index }: { path: string; index: number }
): GeoFeature {
  const { values, geometry } = orGeoFileError(path, () => ({
    values: table.row(index - 1),
    geometry: geometryOf(shapes, index - 1)
  }))
  const attributes = toAttributes(table.columns, (column, i) =>
    attributeValue(values[i], { path, feature: index, column })
  )
  return { index, attributes, geometry }
}

function geometryOf(shapes: ShapeRecords, index: number): GeoFeature['geometry'] {
  const record = shapes.read(index)
  return record === null || 'unsupported' in record ? record : toPolygons(record, index + 1)
}

function orGeoFileError<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof MalformedShape)) throw cause
    throw new GeoFileError({
      path,
      feature: cause.record,
      problem: cause.message,
      fix: 'Export the layer to a new shapefile, and copy all of its parts.',
      cause
    })
  }
}

async function partsBeside(path: string): Promise<Map<string, string>> {
  const folder = dirname(path)
  const stem = stemOf(path).toLowerCase()
  const parts = new Map<string, string>()
  for (const name of (await readdir(folder)).sort()) {
    const extension = /\.(shp|shx|dbf|prj|cpg)$/i.exec(name)?.[1].toLowerCase()
    if (extension !== undefined && stemOf(name).toLowerCase() === stem && !parts.has(extension)) {
      parts.set(extension, join(folder, name))
    }
  }
  return parts.set('shp', path)
}

async function refuseTooLarge(
  { path, maxBytes = DEFAULT_MAX_BYTES }: GeoFileSource,
  paths: readonly string[]
) {
  let bytes = 0
  for (const part of paths) bytes += (await stat(part)).size
  if (bytes > maxBytes) throw tooLarge(path, maxBytes)
}

function stemOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, '')
}
