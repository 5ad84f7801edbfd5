import { basename } from 'node:path'
import type { GeoFile, GeoFileSource } from '../geo-file'
import { GeoFileError } from '../geo-file-error'
import { openGeoJson } from '../geojson/geojson-file'
import { requireParts, shapefileOf } from '../shapefile/shapefile'
import { ZipEntries } from './zip-entries'

/**
 * A zip archive with one shapefile or one GeoJSON file, in any folder. Of several shapefiles the one whose path sorts
 * first without regard to case is read.
 */
export async function openZip(source: GeoFileSource): Promise<GeoFile> {
  const { path, maxBytes, zipLimits } = source
  const limits = maxBytes === undefined ? {} : { maxEntryBytes: maxBytes, maxTotalBytes: maxBytes }
  return ZipEntries.with(path, { ...limits, ...zipLimits }, async (entries) => {
    const names = entries.names()
    const shp = names.find((name) => /\.shp$/i.test(name))
    if (shp !== undefined) return openZippedShapefile(shp, entries, source)
    const json = names.filter((name) => /\.(geo)?json$/i.test(name))
    if (json.length === 1) return openGeoJson({ ...source, content: await entries.read(json[0]) })
    throw new GeoFileError({
      path,
      problem:
        json.length === 0
          ? 'it holds no shapefile and no GeoJSON file'
          : `it holds ${json.length} GeoJSON files`,
      fix: 'Zip the .shp, .shx, .dbf and .prj of one shapefile, or one GeoJSON file.'
    })
  })
}

async function openZippedShapefile(
  shp: string,
  entries: ZipEntries,
  source: GeoFileSource
): Promise<GeoFile> {
  const stem = stemOf(shp).toLowerCase()
  const parts = new Map<string, Buffer>()
  for (const name of entries.names()) {
    const extension = /\.(shp|shx|dbf|prj|cpg)$/i.exec(name)?.[1].toLowerCase()
    if (extension !== undefined && stemOf(name).toLowerCase() === stem && !parts.has(extension)) {
      parts.set(extension, await entries.read(name))
    }
  }
  return shapefileOf(requireParts(parts, source.path), source, basename(stemOf(shp)))
}

/** Path without its extension: parts belong together in one folder only. */
function stemOf(name: string): string {
  return name.replace(/\.[^./]*$/, '')
}
