import type { GeoFile } from '../geo-file'
import type { OutlineLimits, UploadedOutlines } from './uploaded-outlines'

/** The geometries of a file that a reader has opened; closes it. @throws GeoFileError */
export async function fileOutlines(
  file: GeoFile,
  { signal }: Pick<OutlineLimits, 'signal'>
): Promise<UploadedOutlines> {
  try {
    const geometries: unknown[] = []
    for await (const { geometry } of file.features()) {
      signal?.throwIfAborted()
      geometries.push(
        geometry !== null && 'unsupported' in geometry ? { type: geometry.unsupported } : geometry
      )
    }
    return { format: formatOf(file), crs: file.crs, geometries }
  } finally {
    await file.close()
  }
}

function formatOf({ format }: GeoFile): UploadedOutlines['format'] {
  if (format === 'csv') throw new Error('A table has no outlines')
  return format
}
