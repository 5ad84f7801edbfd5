import { basename } from 'node:path'
import type { GeoFile, GeoFileSource } from '../geo-file'
import type { GeoFileError } from '../geo-file-error'
import { openGeoJson } from '../geojson/geojson-file'
import { openKml } from '../kml/kml-file'
import { requireParts, shapefileOf } from '../shapefile/shapefile'
import { ZipEntries } from './zip-entries'
import { readParts } from './zipped-parts'
import { zipRefused } from './zip-refused'

/** More than an upload may have: programs write index files beside a shapefile. */
const MOST_ENTRIES = 100

/**
 * A zip archive with one shapefile, one GeoJSON or one KML file, in any folder. Of several shapefiles the one whose path sorts
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
    const texts = names.filter((name) => /\.((geo)?json|kml)$/i.test(name))
    if (texts.length !== 1) throw notOneText(path, texts.length)
    const content = await entries.read(texts[0])
    return /\.kml$/i.test(texts[0]) ? openKml({ ...source, content }) : openGeoJson({ ...source, content })
  })
}

function notOneText(path: string, count: number): GeoFileError {
  return count === 0
    ? zipRefused({
        path,
        code: 'zip_missing_shapefile',
        problem: 'it holds no shapefile and no GeoJSON or KML file'
      })
    : zipRefused({
        path,
        code: 'zip_ambiguous_filename',
        problem: `it holds ${count} GeoJSON or KML files`
      })
}

function sortedWithoutCase(names: readonly string[]): string[] {
  const order = (name: string): string => name.toLowerCase()
  return [...names].sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0))
}
