import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openGeoPackage } from '../geopackage/geopackage-file'
import { fileOutlines } from './file-outlines'
import type { OutlineLimits, UploadedOutlines } from './uploaded-outlines'

/** The outlines of a GeoPackage: SQLite reads files, so the bytes become one, under a name of ours, and it goes again. */
export async function geoPackageOutlines(
  content: Buffer,
  { temporaryFolder, maxFeatures, signal }: OutlineLimits & { readonly temporaryFolder: string }
): Promise<UploadedOutlines> {
  const folder = await mkdtemp(join(temporaryFolder, 'boundary-'))
  try {
    const path = join(folder, 'boundary.gpkg')
    await writeFile(path, content, { mode: 0o600, flag: 'wx' })
    const file = await openGeoPackage({ path, isGzip: false, maxFeatures, temporaryFolder: folder })
    return await fileOutlines(file, { signal })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
