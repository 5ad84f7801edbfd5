import type { BoundarySrid } from '@nrf/geometry'
import type { FaultList } from './fault-list'

/** The reference system of a file; published layers without one are in British National Grid. */
export function sourceSrid(crs: number | string | null | undefined, faults: FaultList): BoundarySrid {
  if (crs === undefined || crs === null || crs === 27700) return 27700
  if (crs === 4326) return 4326
  faults.add(`EPSG:27700 or EPSG:4326 is expected, not ${crs}`)
  return 27700
}
