import { open } from 'node:fs/promises'
import { isNativeError } from 'node:util/types'
import { openCsv } from './csv-file'
import type { GeoFile, GeoFileOptions, GeoFileSource } from './geo-file'
import { GeoFileError } from './geo-file-error'
import { openGeoJson } from './geojson/geojson-file'
import { openGeoPackage } from './geopackage/geopackage-file'
import { openKml } from './kml/kml-file'
import { openShapefile } from './shapefile/shapefile'
import { openZip } from './zip/zip-file'

const SUPPORTED =
  'Supported are GeoPackage (.gpkg), GeoJSON (.geojson, .json, also .gz), KML (.kml), shapefile (.shp), a .zip of one of the three, and CSV (.csv, also .gz).'

interface Kind {
  readonly pattern: RegExp
  readonly content: Content
  readonly open: (source: GeoFileSource) => Promise<GeoFile>
}

const KINDS: readonly Kind[] = [
  { pattern: /\.gpkg$/i, content: 'SQLite', open: openGeoPackage },
  { pattern: /\.(geojson|json)$/i, content: 'text', open: openGeoJson },
  { pattern: /\.(geojson|json)\.gz$/i, content: 'gzip', open: openGeoJson },
  { pattern: /\.kml$/i, content: 'XML', open: openKml },
  { pattern: /\.csv$/i, content: 'text', open: openCsv },
  { pattern: /\.csv\.gz$/i, content: 'gzip', open: openCsv },
  { pattern: /\.shp$/i, content: 'shapefile', open: openShapefile },
  { pattern: /\.zip$/i, content: 'zip', open: openZip }
]

type Content = 'SQLite' | 'gzip' | 'zip' | 'shapefile' | 'XML' | 'text' | 'nothing'

const MAGIC: readonly (readonly [bytes: string, content: Content])[] = [
  ['SQLite format 3\0', 'SQLite'],
  ['\x1f\x8b', 'gzip'],
  ['PK', 'zip'],
  ['\x00\x00\x27\x0a', 'shapefile'],
  ['<', 'XML'],
  ['\xef\xbb\xbf<', 'XML']
]

/**
 * Opens a GeoPackage, GeoJSON, KML, shapefile, zip archive of one of the three, or CSV file for reading. Extension and content have to agree.
 *
 * @throws GeoFileError when the file is missing, of another format, damaged or too large
 * @example
 * const file = await openGeoFile('catchments.gpkg')
 * try {
 *   for await (const { attributes, geometry } of file.features()) await store(attributes, geometry)
 * } finally {
 *   await file.close()
 * }
 */
export async function openGeoFile(path: string, options: GeoFileOptions = {}): Promise<GeoFile> {
  const content = await contentOf(path)
  const kind = KINDS.find(({ pattern }) => pattern.test(path))
  if (kind === undefined) {
    throw new GeoFileError({ path, problem: `files of this kind (${content}) are not read`, fix: SUPPORTED })
  }
  if (content !== kind.content) {
    throw new GeoFileError({
      path,
      problem: `its name promises ${kind.content}, but it holds ${content}`,
      fix: `Check the file and its extension. ${SUPPORTED}`
    })
  }
  return kind.open({ ...options, path, isGzip: content === 'gzip' })
}

async function contentOf(path: string): Promise<Content> {
  const start = (await firstBytes(path)).toString('latin1')
  if (start === '') return 'nothing'
  return MAGIC.find(([bytes]) => start.startsWith(bytes))?.[1] ?? 'text'
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (cause) {
    const reason = isNativeError(cause) && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw new GeoFileError({
      path,
      problem: `it cannot be opened${reason}`,
      fix: 'Check that it is a file and may be read.',
      cause
    })
  }
}
