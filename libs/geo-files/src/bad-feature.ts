import type { GeoFileOptions } from './geo-file'
import { GeoFileError } from './geo-file-error'

/** What is read of one feature; undefined when it is bad and the caller wants to go on without it. */
export function readOrReport<T>({ onBadFeature }: GeoFileOptions, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const isBadFeature = error instanceof GeoFileError && error.feature !== undefined
    if (onBadFeature === undefined || !isBadFeature) throw error
    onBadFeature(error)
    return undefined
  }
}
