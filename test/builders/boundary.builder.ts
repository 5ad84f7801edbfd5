import { readBoundary, type BoundaryReading, type BoundarySrid } from '@nrf/geometry'

/** A boundary as it is read at the door. */
export function aReading(geometry: unknown, srid: BoundarySrid = 27700): BoundaryReading {
  return readBoundary(geometry, { srid, maxVertices: 100_000 })
}
