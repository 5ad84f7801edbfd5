const HEADER_BYTES = 9
const COUNT_BYTES = 4
const POSITION_BYTES = 16
const POLYGON = 3
const TYPE_MASK = 0xff

/** What the rules for uploads ask of one polygon beyond its validity. */
export interface RingFacts {
  readonly isPolygon: boolean
  readonly hasHole: boolean
  /** Two equal positions in a row in the outer ring; the closing position is none. */
  readonly hasRepeatedVertex: boolean
}

/** @param ewkb two-dimensional, little-endian, with SRID */
export function ringFactsOf(ewkb: Uint8Array): RingFacts {
  const view = new DataView(ewkb.buffer, ewkb.byteOffset, ewkb.byteLength)
  const isPolygon = (view.getUint32(1, true) & TYPE_MASK) === POLYGON
  if (!isPolygon) return { isPolygon, hasHole: false, hasRepeatedVertex: false }
  return {
    isPolygon,
    hasHole: view.getUint32(HEADER_BYTES, true) > 1,
    hasRepeatedVertex: repeatsVertex(view, HEADER_BYTES + COUNT_BYTES)
  }
}

function repeatsVertex(view: DataView, ring: number): boolean {
  const first = ring + COUNT_BYTES
  const end = first + view.getUint32(ring, true) * POSITION_BYTES
  for (let at = first + POSITION_BYTES; at < end; at += POSITION_BYTES) {
    const [x, y] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)]
    const before = at - POSITION_BYTES
    if (x === view.getFloat64(before, true) && y === view.getFloat64(before + 8, true)) return true
  }
  return false
}
