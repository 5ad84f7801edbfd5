import { partsOf } from './area-geometry'
import type { AreaGeometry, LinearRing } from './geojson'

const POLYGON = 3
const MULTI_POLYGON = 6
const SRID_FLAG = 0x20000000
const HEADER_BYTES = 5
const COUNT_BYTES = 4
const POSITION_BYTES = 16

/**
 * Little-endian EWKB with its SRID, as PostGIS takes it for a `geometry` parameter.
 *
 * @example await client.query('select ST_Area($1::geometry)', [toEwkb(boundary, 27700)])
 */
export function toEwkb(geometry: AreaGeometry, srid: number): Buffer {
  const parts = partsOf(geometry)
  const isMulti = geometry.type === 'MultiPolygon'
  const writer = new EwkbWriter(HEADER_BYTES + COUNT_BYTES + sizeOf(parts, isMulti))
  writer.header((isMulti ? MULTI_POLYGON : POLYGON) | SRID_FLAG)
  writer.count(srid)
  if (isMulti) writer.count(parts.length)
  for (const rings of parts) {
    if (isMulti) writer.header(POLYGON)
    writer.rings(rings)
  }
  return writer.buffer
}

function sizeOf(parts: readonly (readonly LinearRing[])[], isMulti: boolean): number {
  let size = isMulti ? COUNT_BYTES : 0
  for (const rings of parts) {
    size += COUNT_BYTES + (isMulti ? HEADER_BYTES : 0)
    for (const ring of rings) size += COUNT_BYTES + ring.length * POSITION_BYTES
  }
  return size
}

class EwkbWriter {
  readonly buffer: Buffer
  private offset = 0

  constructor(size: number) {
    this.buffer = Buffer.alloc(size)
  }

  header(type: number): void {
    this.offset = this.buffer.writeUInt8(1, this.offset)
    this.count(type)
  }

  count(value: number): void {
    this.offset = this.buffer.writeUInt32LE(value, this.offset)
  }

  rings(rings: readonly LinearRing[]): void {
    this.count(rings.length)
    for (const ring of rings) {
      this.count(ring.length)
      for (const [x, y] of ring) {
        this.offset = this.buffer.writeDoubleLE(x, this.offset)
        this.offset = this.buffer.writeDoubleLE(y, this.offset)
      }
    }
  }
}
