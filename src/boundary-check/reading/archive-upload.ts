import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { GeoFileError, openGeoFile } from '@nrf/geo-files'
import { isUploadCode, UploadRefused, type UploadCode } from '../boundary-check.failures'
import type { BoundaryUpload } from './boundary-upload'
import { acceptedSrid, type UploadedFeatures } from './uploaded-features'

/** Formats that are WGS84 when they say nothing. */
const WGS84_FORMATS = new Set<string>(['geojson', 'kml'])

/** @throws UploadRefused */
export async function readArchiveUpload({ filename, bytes }: BoundaryUpload): Promise<UploadedFeatures> {
  const folder = await mkdtemp(join(tmpdir(), 'nrf-upload-'))
  try {
    const path = join(folder, `upload${extname(filename).toLowerCase()}`)
    await writeFile(path, bytes)
    return await readFile(path)
  } catch (cause) {
    if (!(cause instanceof GeoFileError)) throw cause
    throw new UploadRefused(publishedCode(cause.code), { cause })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readFile(path: string): Promise<UploadedFeatures> {
  const file = await openGeoFile(path)
  try {
    if (file.crs === null && !WGS84_FORMATS.has(file.format)) throw new UploadRefused('missing_crs')
    const srid = file.crs === null ? 4326 : acceptedSrid(file.crs)
    const geometries: unknown[] = []
    for await (const { geometry } of file.features()) {
      geometries.push(geometry && 'unsupported' in geometry ? { type: geometry.unsupported } : geometry)
    }
    return { srid, geometries }
  } finally {
    await file.close()
  }
}

/** For uploads a damaged archive is one of the files that cannot be read. */
function publishedCode(code: string): UploadCode {
  return isUploadCode(code) ? code : 'unreadable_geometry_file'
}
