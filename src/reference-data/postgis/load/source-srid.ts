import type { BoundarySrid, DeclaredCrs } from '@nrf/geometry'
import type { FaultList } from './fault-list'

/** The reference system of a file; published layers without one are in British National Grid. */
export function sourceSrid(crs: DeclaredCrs | null, faults: FaultList): BoundarySrid {
  if (crs === null) return 27700
  const found = 'epsg' in crs ? crs.epsg : crs.unsupported
  if (found === 27700 || found === 4326) return found
  const name = typeof found === 'number' ? `EPSG:${found}` : found
  faults.add(`EPSG:27700 or EPSG:4326 is expected, not ${name}`)
  return 27700
}
