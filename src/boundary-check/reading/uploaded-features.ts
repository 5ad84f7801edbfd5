import type { BoundarySrid, DeclaredCrs } from '@nrf/geometry'
import { UploadRefused } from '../boundary-check.failures'

/** What a file holds, before any rule about boundaries is applied. */
export interface UploadedFeatures {
  readonly srid: BoundarySrid
  /** GeoJSON geometries as they are, in the order of the file; nothing about them is known to be right. */
  readonly geometries: readonly unknown[]
}

/** Own members of whatever it is; none of what is no object. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** @throws UploadRefused unless it is British National Grid or WGS84 */
export function acceptedSrid(declared: DeclaredCrs): BoundarySrid {
  const epsg = 'epsg' in declared ? declared.epsg : undefined
  if (epsg === 27700 || epsg === 4326) return epsg
  throw new UploadRefused('unsupported_crs')
}
