import { basename } from 'node:path'
import type { ZipLimits } from '../geo-file'
import { GeoFileError } from '../geo-file-error'
import { openKml } from '../kml/kml-file'
import { requireParts, shapefileOf } from '../shapefile/shapefile'
import { ZipEntries } from '../zip/zip-entries'
import { readParts } from '../zip/zipped-parts'
import { shown, zipRefused } from '../zip/zip-refused'
import { fileOutlines } from './file-outlines'
import { geoJsonOutlines } from './geojson-outlines'
import type { OutlineLimits, UploadedOutlines } from './uploaded-outlines'

export interface ZipOutlineOptions extends OutlineLimits {
  readonly zipLimits: Partial<ZipLimits>
  readonly boundaryFilename?: string
  readonly missingPrj: 'zip_missing_shapefile_parts' | 'missing_crs'
}

const PATH = 'boundary file'
/** What is taken from an archive, in this order. */
const TAKEN = [/\.shp$/i, /\.geojson$/i, /\.kml$/i]
const NAMED = /\.(shp|geojson|json|kml)$/i

/** The outlines of the one file in an archive that counts. Every entry is unpacked, so that all of them are judged. */
export async function zipOutlines(content: Buffer, options: ZipOutlineOptions): Promise<UploadedOutlines> {
  if (options.boundaryFilename !== undefined && !NAMED.test(options.boundaryFilename))
    throw new GeoFileError({
      code: 'unsupported_file_type',
      path: PATH,
      problem: 'the file that was asked for in the archive has another extension',
      fix: 'Name a .shp, .geojson, .json or .kml file.'
    })
  const files = await unpack(content, options)
  const chosen = chooseFrom([...files.keys()], options.boundaryFilename)
  if (/\.shp$/i.test(chosen)) return shapefileOutlines(chosen, files, options)
  const text = files.get(chosen)!
  if (!/\.kml$/i.test(chosen)) return geoJsonOutlines(text, options)
  const { maxFeatures } = options
  return fileOutlines(await openKml({ path: PATH, isGzip: false, content: text, maxFeatures }), options)
}

type Files = ReadonlyMap<string, Buffer>

function unpack(content: Buffer, { zipLimits, signal }: ZipOutlineOptions): Promise<Files> {
  return ZipEntries.with({ path: PATH, content }, zipLimits, async (entries) => {
    const files = new Map<string, Buffer>()
    for (const name of entries.names()) files.set(name, await entries.read(name, signal))
    return files
  })
}

/** Names are bare and compared without regard to case; without one, the first in the order of the archive. */
function chooseFrom(names: readonly string[], wanted: string | undefined): string {
  if (wanted === undefined) {
    const chosen = TAKEN.map((pattern) => names.find((name) => pattern.test(name))).find(Boolean)
    if (chosen !== undefined) return chosen
    const problem = 'it holds no .shp, .geojson or .kml file'
    throw zipRefused({ path: PATH, code: 'zip_missing_shapefile', problem })
  }
  const found = names.filter((name) => basename(name).toLowerCase() === wanted.toLowerCase())
  if (found.length === 1) return found[0]
  throw found.length === 0
    ? zipRefused({
        path: PATH,
        code: 'boundary_file_not_found_in_zip',
        problem: `it holds no file ${shown(wanted)}`
      })
    : zipRefused({
        path: PATH,
        code: 'zip_ambiguous_filename',
        problem: `it holds ${found.length} files ${shown(wanted)}`
      })
}

async function shapefileOutlines(
  shp: string,
  files: Files,
  options: ZipOutlineOptions
): Promise<UploadedOutlines> {
  const parts = await readParts(shp, {
    names: () => [...files.keys()],
    read: (name) => Promise.resolve(files.get(name)!)
  })
  const isPrjAlone = parts.has('shx') && parts.has('dbf') && !parts.has('prj')
  if (isPrjAlone && options.missingPrj === 'missing_crs') parts.set('prj', Buffer.alloc(0))
  const { maxFeatures } = options
  const source = { path: PATH, isGzip: false, maxFeatures }
  return fileOutlines(shapefileOf(requireParts(parts, PATH), source), options)
}
