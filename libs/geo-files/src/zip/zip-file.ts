import { basename } from 'node:path'
import type { GeoFile, GeoFileSource } from '../geo-file'
import { openGeoJson } from '../geojson/geojson-file'
import { requireParts, shapefileOf } from '../shapefile/shapefile'
import { ZipEntries } from './zip-entries'
import { readParts } from './zipped-parts'
import { zipRefused } from './zip-refused'

/** More than an upload may have: programs write index files beside a shapefile. */
const MOST_ENTRIES = 100

/**
 * A zip archive with one shapefile or one GeoJSON file, in any folder. Of several shapefiles the one whose path sorts
 * first without regard to case is read.
 */
export async function openZip(source: GeoFileSource): Promise<GeoFile> {
  const { path, maxBytes, zipLimits } = source
  const limits = maxBytes === undefined ? {} : { maxEntryBytes: maxBytes, maxTotalBytes: maxBytes }
  return ZipEntries.with(source, { maxEntries: MOST_ENTRIES, ...limits, ...zipLimits }, async (entries) => {
    const names = sortedWithoutCase(entries.names())
    const shp = names.find((name) => /\.shp$/i.test(name))
    if (shp !== undefined) {
      const parts = await readParts(shp, entries)
      return shapefileOf(requireParts(parts, path), source, basename(shp).replace(/\.[^.]*$/, ''))
    }
    const json = names.filter((name) => /\.(geo)?json$/i.test(name))
    if (json.length === 1) return openGeoJson({ ...source, content: await entries.read(json[0]) })
    throw zipRefused({
      path,
      code: json.length === 0 ? 'zip_missing_shapefile' : 'zip_ambiguous_filename',
      problem:
        json.length === 0
          ? 'it holds no shapefile and no GeoJSON file'
          : `it holds ${json.length} GeoJSON files`
    })
  })
}

function sortedWithoutCase(names: readonly string[]): string[] {
  const order = (name: string): string => name.toLowerCase()
  return [...names].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0))
}
