import { UploadRefused } from '../boundary-check.failures'
import { readArchiveUpload } from './archive-upload'
import type { BoundaryUpload, UploadReading } from './boundary-upload'
import { examineFeatures } from './examine-features'
import { readGeoJsonUpload } from './geojson-upload'
import type { UploadedFeatures } from './uploaded-features'

/** Reads an uploaded file and applies every rule that needs no database. */
export async function readUpload(upload: BoundaryUpload): Promise<UploadReading> {
  try {
    return examineFeatures(await featuresOf(upload), upload.maxVertices)
  } catch (error) {
    if (error instanceof UploadRefused) return { ok: false, code: error.code }
    throw error
  }
}

async function featuresOf(upload: BoundaryUpload): Promise<UploadedFeatures> {
  const { filename, bytes } = upload
  if (/\.(geo)?json$/i.test(filename)) return readGeoJsonUpload(bytes)
  if (/\.(zip|kml)$/i.test(filename)) return readArchiveUpload(upload)
  throw new UploadRefused('unsupported_file_type')
}
