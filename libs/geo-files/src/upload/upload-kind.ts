import { GeoFileError, type GeoFileProblemCode } from '../geo-file-error'
import { baseNameOf, isSafeFilename } from './safe-filename'

export type UploadKind = 'geojson' | 'kml' | 'zip' | 'geopackage'

/** What is known about an upload besides its bytes. */
export interface UploadLabel {
  /** Name that the sender gave the file, with or without folders. */
  readonly filename?: string
  readonly contentType?: string
}

const EXTENSIONS: Readonly<Record<string, UploadKind>> = {
  geojson: 'geojson',
  json: 'geojson',
  kml: 'kml',
  zip: 'zip',
  gpkg: 'geopackage'
}

/** Types that say something; `application/octet-stream`, `text/plain` and the like do not. */
const CONTENT_TYPES: Readonly<Record<string, UploadKind>> = {
  'application/geo+json': 'geojson',
  'application/vnd.geo+json': 'geojson',
  'application/json': 'geojson',
  'application/vnd.google-earth.kml+xml': 'kml',
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
  'application/geopackage+sqlite3': 'geopackage'
}

const TEXT_STARTS: Readonly<Partial<Record<string, UploadKind>>> = { '{': 'geojson', '<': 'kml' }
const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06']
const SQLITE_START = 'SQLite format 3\0'
const BYTE_ORDER_MARK = '\xef\xbb\xbf'
const MOST_FIRST_BYTES = 1024

/**
 * What an upload is: by its name, else by its content type, else by its first bytes. The bytes have to agree with what
 * name or type promise.
 *
 * @throws GeoFileError `unsafe_filename`, `unsupported_file_type`, `invalid_zip` or `unreadable_geometry_file`
 */
export function uploadKindOf(bytes: Buffer, label: UploadLabel): UploadKind {
  const promised = kindByName(label.filename) ?? kindByContentType(label.contentType)
  const found = kindByContent(bytes)
  if (promised === undefined) {
    if (found !== undefined) return found
    throw refused('unsupported_file_type', 'it is neither GeoJSON, KML, a zip archive nor a GeoPackage')
  }
  if (found === promised) return promised
  throw refused(
    promised === 'zip' ? 'invalid_zip' : 'unreadable_geometry_file',
    `it is said to be ${promised}, but holds ${found ?? 'something else'}`
  )
}

function kindByName(filename: string | undefined): UploadKind | undefined {
  if (filename === undefined) return undefined
  const name = baseNameOf(filename)
  if (!isSafeFilename(name))
    throw refused('unsafe_filename', 'its name is empty, too long, or has characters that are not accepted')
  const extension = /\.([^.]+)$/.exec(name)?.[1].toLowerCase()
  if (extension === undefined) return undefined
  const kind = Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined
  if (kind === undefined) throw refused('unsupported_file_type', 'its name has another extension')
  return kind
}

function kindByContentType(contentType = ''): UploadKind | undefined {
  const type = contentType.split(';', 1)[0].trim().toLowerCase()
  return Object.hasOwn(CONTENT_TYPES, type) ? CONTENT_TYPES[type] : undefined
}

function kindByContent(bytes: Buffer): UploadKind | undefined {
  const start = bytes.toString('latin1', 0, MOST_FIRST_BYTES)
  if (ZIP_STARTS.some((first) => start.startsWith(first))) return 'zip'
  if (start.startsWith(SQLITE_START)) return 'geopackage'
  const text = start.startsWith(BYTE_ORDER_MARK) ? start.slice(BYTE_ORDER_MARK.length) : start
  return TEXT_STARTS[text.trimStart().charAt(0)]
}

function refused(code: GeoFileProblemCode, problem: string): GeoFileError {
  return new GeoFileError({
    code,
    path: 'boundary file',
    problem,
    fix: 'Send a GeoJSON or KML file, or a zip archive of a shapefile, under its own name.'
  })
}
