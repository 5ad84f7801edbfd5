import { readUpload, type UploadOptions } from '@nrf/geo-files'
import { readBoundary } from '@nrf/geometry'
import type { FailureCode } from '../failures/failure-codes'
import type { BoundaryFileReading } from './boundary-files'

export interface BoundaryFileInput extends Pick<
  UploadOptions,
  'filename' | 'contentType' | 'maxBytes' | 'zipLimits' | 'temporaryFolder'
> {
  readonly bytes: Uint8Array
  readonly maxVertices: number
}

/**
 * The boundary in a file, by the rules of jobs: one feature, a Polygon or MultiPolygon, in range, closed, with an area.
 * Pure but for the temporary folder; takes any bytes and refuses with a code.
 */
export async function readBoundaryFile({
  bytes,
  maxVertices,
  ...options
}: BoundaryFileInput): Promise<BoundaryFileReading> {
  const upload = await readUpload(bytes, { ...options, maxFeatures: MOST_FEATURES })
  if (!upload.ok) return upload
  const [geometry, ...others] = upload.geometries
  if (others.length > 0)
    return refused('ambiguous_boundary', `One feature is expected, not ${upload.geometries.length}`)
  if (geometry === null) return refused('invalid_geometry', 'The only feature has no geometry')
  return readBoundary(geometry, { srid: upload.srid, maxVertices })
}

/** Enough to tell how many there are where there ought to be one. */
const MOST_FEATURES = 1000

function refused(code: FailureCode, message: string): BoundaryFileReading {
  return { ok: false, problem: { code, message } }
}
