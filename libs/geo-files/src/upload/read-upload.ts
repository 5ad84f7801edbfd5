import type { BoundarySrid } from '@nrf/geometry'
import type { ZipLimits } from '../geo-file'
import { GeoFileError, type GeoFileProblemCode } from '../geo-file-error'
import { openKml } from '../kml/kml-file'
import { fileOutlines } from './file-outlines'
import { geoJsonOutlines } from './geojson-outlines'
import { geoPackageOutlines } from './geopackage-outlines'
import { type UploadKind, type UploadLabel, uploadKindOf } from './upload-kind'
import type { OutlineLimits, UploadedOutlines } from './uploaded-outlines'
import { zipOutlines } from './zip-outlines'

export interface UploadOptions extends UploadLabel {
  /** Name of the file to take out of a zip archive, without folders. */
  readonly boundaryFilename?: string
  /** What a shapefile without its `.prj` part lacks: a part (default), or its reference system. */
  readonly missingPrj?: 'zip_missing_shapefile_parts' | 'missing_crs'
  /** Most bytes as uploaded; default 2 MiB. */
  readonly maxBytes?: number
  /** Most features; default 1,000. */
  readonly maxFeatures?: number
  /** Default: 10 files, 20 MiB an entry and in all, 100 times the packed size. */
  readonly zipLimits?: Partial<ZipLimits>
  /** Where a GeoPackage may be written; without it GeoPackages are refused. Whoever made the folder removes it. */
  readonly temporaryFolder?: string
  readonly signal?: AbortSignal
}

export type UploadReading =
  | {
      readonly ok: true
      readonly format: UploadedOutlines['format']
      /** What the file declares; WGS 84 for GeoJSON and KML that declare nothing. */
      readonly srid: BoundarySrid
      readonly isCrsDeclared: boolean
      /** At least one; see `UploadedOutlines`. */
      readonly geometries: readonly unknown[]
    }
  | {
      readonly ok: false
      /** The message is a sentence; it may quote names of members and entries, never values. */
      readonly problem: { readonly code: GeoFileProblemCode; readonly message: string }
    }

const LARGEST_UPLOAD_BYTES = 2 * 1024 * 1024
const MOST_FEATURES = 1_000

/**
 * Reads the boundary file of an applicant: GeoJSON, KML, a zip archive of a shapefile, GeoJSON or KML file, or a
 * GeoPackage. What it is, is decided by name, content type and first bytes, which have to agree. The geometries are
 * given as they are; how many and of which kind there may be is for the caller to say.
 *
 * Synchronous for the most part: run it on a worker thread. Rejects only when the signal is aborted or the source fails.
 *
 * @example
 * const reading = await readUpload(bytes, { filename: 'site.zip' })
 * if (!reading.ok) throw new BoundaryFileRefused(reading.problem)
 */
export async function readUpload(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  options: UploadOptions = {}
): Promise<UploadReading> {
  try {
    options.signal?.throwIfAborted()
    const outlines = await outlinesOf(await bytesOf(source, options), options)
    const { format, geometries } = outlines
    return { ok: true, format, ...referenceSystemOf(outlines), geometries }
  } catch (error) {
    if (!(error instanceof GeoFileError)) throw error
    return { ok: false, problem: { code: error.code, message: messageOf(error) } }
  }
}

async function bytesOf(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  { maxBytes = LARGEST_UPLOAD_BYTES, signal }: UploadOptions
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of source instanceof Uint8Array ? [source] : source) {
    signal?.throwIfAborted()
    bytes += chunk.length
    if (bytes > maxBytes)
      throw refused('file_size_too_large', `it has more than ${maxBytes} bytes`, 'Upload a smaller file.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, bytes)
}

function outlinesOf(content: Buffer, options: UploadOptions): Promise<UploadedOutlines> {
  const limits = { maxFeatures: options.maxFeatures ?? MOST_FEATURES, signal: options.signal }
  return READERS[uploadKindOf(content, options)](content, limits, options)
}

type Reader = (content: Buffer, limits: OutlineLimits, options: UploadOptions) => Promise<UploadedOutlines>

const READERS: Readonly<Record<UploadKind, Reader>> = {
  geojson: async (content, limits) => geoJsonOutlines(content, limits),
  kml: async (content, { maxFeatures, signal }) =>
    fileOutlines(await openKml({ path: 'boundary file', isGzip: false, content, maxFeatures }), { signal }),
  zip: (content, limits, { zipLimits = {}, boundaryFilename, missingPrj }) =>
    zipOutlines(content, {
      ...limits,
      zipLimits,
      boundaryFilename,
      missingPrj: missingPrj ?? 'zip_missing_shapefile_parts'
    }),
  geopackage: async (content, limits, { temporaryFolder }) => {
    if (temporaryFolder !== undefined) return geoPackageOutlines(content, { ...limits, temporaryFolder })
    throw refused('unsupported_file_type', 'it is a GeoPackage', 'Send GeoJSON, KML or a zipped shapefile.')
  }
}

function referenceSystemOf({ crs, format, geometries }: UploadedOutlines): {
  srid: BoundarySrid
  isCrsDeclared: boolean
} {
  const srid = crs === null ? defaultSrid(format) : acceptedSrid(crs)
  if (geometries.length === 0) throw refused('no_polygon_found', 'it holds no feature', 'Draw the outline.')
  return { srid, isCrsDeclared: crs !== null }
}

function defaultSrid(format: UploadedOutlines['format']): BoundarySrid {
  if (format === 'geojson' || format === 'kml') return 4326
  throw refused('missing_crs', 'it does not name its coordinate reference system', 'Add the .prj part.')
}

function acceptedSrid(crs: NonNullable<UploadedOutlines['crs']>): BoundarySrid {
  if ('epsg' in crs && (crs.epsg === 27700 || crs.epsg === 4326)) return crs.epsg
  throw refused(
    'unsupported_crs',
    `EPSG:27700 or EPSG:4326 is expected, not ${'epsg' in crs ? `EPSG:${crs.epsg}` : crs.unsupported}`,
    'Save it in British National Grid or WGS 84.'
  )
}

function refused(code: GeoFileProblemCode, problem: string, fix: string): GeoFileError {
  return new GeoFileError({ code, path: 'boundary file', problem, fix })
}

function messageOf({ feature, problem, fix }: GeoFileError): string {
  return `The boundary file is refused: ${feature === undefined ? '' : `feature ${feature}: `}${problem}. ${fix}`
}
