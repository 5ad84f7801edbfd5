import { partsOf } from './area-geometry'
import type { AreaGeometry, LinearRing } from './geojson'

/**
 * Planar area in square metres of a geometry in British National Grid: shells less holes, whatever their winding.
 * For a valid geometry only; in degrees the figure means nothing.
 *
 * @example planarAreaM2({ type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]] }) // 100
 */
export function planarAreaM2(geometry: AreaGeometry): number {
  let total = 0
  for (const [shell, ...holes] of partsOf(geometry)) {
    if (shell === undefined) continue
    total += ringAreaM2(shell)
    for (const hole of holes) total -= ringAreaM2(hole)
  }
  return total
}

/** Eastings times northings have twelve digits before the point; from the first vertex only the site's size counts. */
function ringAreaM2(ring: LinearRing): number {
  const [originX, originY] = ring[0] ?? [0, 0]
  let doubled = 0
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1]
    const [x2, y2] = ring[i]
    doubled += (x1 - originX) * (y2 - originY) - (x2 - originX) * (y1 - originY)
  }
  return Math.abs(doubled) / 2
}
