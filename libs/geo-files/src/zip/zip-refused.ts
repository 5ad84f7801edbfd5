import { GeoFileError, type ZipProblemCode } from '../geo-file-error'

export interface ZipFault {
  readonly path: string
  readonly code: ZipProblemCode
  /** What is wrong, as the end of a sentence. */
  readonly problem: string
  readonly cause?: unknown
}

/** An archive that is not unpacked, or not any further. */
export function zipRefused(fault: ZipFault): GeoFileError {
  return new GeoFileError({
    ...fault,
    fix: 'Zip the .shp, .shx, .dbf and .prj of one shapefile, or one GeoJSON or KML file, without anything else.'
  })
}

/** The name of an entry for a message: printable and of bounded length. */
export function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80))
}
