import { basename } from 'node:path'
import { GeoFileError, openGeoFile, type GeoFile, type GeoFileOptions } from '@nrf/geo-files'
import type { BoundarySrid } from '@nrf/geometry'

/** The limits of uploads do not bind somebody who reads an own file. */
const LARGEST_FILE_BYTES = 512 * 1024 * 1024
const MOST_ZIP_ENTRIES = 1_000

export interface OpenSiteFile {
  readonly file: GeoFile
  readonly srid: BoundarySrid
}

/** Opens a file of outlines in one of the two reference systems. @throws GeoFileError */
export async function openSiteFile(
  path: string,
  options: Pick<GeoFileOptions, 'table' | 'onBadFeature'> = {}
): Promise<OpenSiteFile> {
  const file = await openGeoFile(path, {
    ...options,
    zipLimits: {
      maxEntries: MOST_ZIP_ENTRIES,
      maxEntryBytes: LARGEST_FILE_BYTES,
      maxTotalBytes: LARGEST_FILE_BYTES
    }
  })
  try {
    return { file, srid: sridOf(file, path) }
  } catch (error) {
    await file.close()
    throw error
  }
}

function sridOf(file: GeoFile, path: string): BoundarySrid {
  if (file.format === 'csv') {
    const fix = 'Use GeoJSON, KML, a GeoPackage or a shapefile.'
    throw new GeoFileError({ path, problem: 'a CSV file has no outlines', fix })
  }
  const found = declaredSrid(file)
  if (found === 27700 || found === 4326) return found
  const name = typeof found === 'number' ? `EPSG:${found}` : found
  throw new GeoFileError({
    path,
    problem: `it gives ${name} as its coordinate reference system`,
    fix: `Save ${basename(path)} in British National Grid (EPSG:27700) or WGS 84 (EPSG:4326).`
  })
}

/** GeoJSON and KML that say nothing are in degrees, as their standards have it. */
function declaredSrid({ crs, format }: GeoFile): number | string {
  if (crs === null) return format === 'geojson' || format === 'kml' ? 4326 : 'nothing'
  return 'epsg' in crs ? crs.epsg : crs.unsupported
}
