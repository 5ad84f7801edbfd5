import { readUpload } from '@nrf/geo-files'
import { isUploadCode, type UploadCode } from '../boundary-check.failures'
import type { BoundaryUpload, UploadReading } from './boundary-upload'
import { examineFeatures } from './examine-features'

/** Formats that are published for the boundary check; jobs take more. */
const PUBLISHED_TYPE = /\.(zip|geojson|json|kml)$/i
/** Far more than a site has; a file of so many is a map layer. */
const MOST_FEATURES = 10_000

/** Reads an uploaded file and applies every rule that needs no database. */
export async function examineUpload(upload: BoundaryUpload): Promise<UploadReading> {
  const { filename, boundaryFilename, bytes, maxVertices } = upload
  if (!PUBLISHED_TYPE.test(filename)) return { ok: false, code: 'unsupported_file_type' }
  const reading = await readUpload(bytes, {
    filename,
    boundaryFilename,
    missingPrj: 'missing_crs',
    maxBytes: bytes.length,
    maxFeatures: MOST_FEATURES
  })
  return reading.ok
    ? examineFeatures(reading, maxVertices)
    : { ok: false, code: publishedCode(reading.problem.code) }
}

/** For uploads a damaged archive is one of the files that cannot be read. */
function publishedCode(code: string): UploadCode {
  return isUploadCode(code) ? code : 'unreadable_geometry_file'
}
