import { partsOf } from './area-geometry'
import type { FlatCoordinates } from './coordinate-reader'
import type { AreaGeometry } from './geojson'

const POLYGON = 3
const MULTI_POLYGON = 6
const SRID_FLAG = 0x20000000
const HEADER_BYTES = 5
const COUNT_BYTES = 4
const ORDINATE_BYTES = 8
const LITTLE_ENDIAN = 1

/**
 * Little-endian EWKB with its SRID, as PostGIS takes it for a `geometry` parameter.
 *
 * @example await client.query('select ST_Area($1::geometry)', [toEwkb(boundary, 27700)])
 */
export function toEwkb(geometry: AreaGeometry, srid: number): Buffer {
  const parts = partsOf(geometry)
  return ewkbOf(
    {
      type: geometry.type,
      ringLengths: parts.map((rings) => rings.map(({ length }) => length)),
      ordinates: parts.flat(3)
    },
    srid
  )
}

type Ordinates = Pick<FlatCoordinates, 'type' | 'ringLengths'> & { readonly ordinates: ArrayLike<number> }

export function ewkbOf({ type, ringLengths, ordinates }: Ordinates, srid: number): Buffer {
  const isMulti = type === 'MultiPolygon'
  const writer = new EwkbWriter(sizeOf(ringLengths, isMulti), ordinates)
  writer.header((isMulti ? MULTI_POLYGON : POLYGON) | SRID_FLAG)
  writer.count(srid)
  if (isMulti) writer.count(ringLengths.length)
  for (const lengths of ringLengths) {
    if (isMulti) writer.header(POLYGON)
    writer.count(lengths.length)
    for (const length of lengths) writer.ring(length)
  }
  return writer.bytes
}

function sizeOf(ringLengths: readonly (readonly number[])[], isMulti: boolean): number {
  let size = HEADER_BYTES + COUNT_BYTES + (isMulti ? COUNT_BYTES : 0)
  for (const lengths of ringLengths) {
    size += COUNT_BYTES + (isMulti ? HEADER_BYTES : 0)
    for (const length of lengths) size += COUNT_BYTES + 2 * length * ORDINATE_BYTES
  }
  return size
}

class EwkbWriter {
  /** Not a slice of Node's pool, so that it can move to another thread. */
  readonly bytes: Buffer
  private readonly view: DataView
  private offset = 0
  private next = 0

  constructor(
    size: number,
    private readonly ordinates: ArrayLike<number>
  ) {
    const memory = new ArrayBuffer(size)
    this.bytes = Buffer.from(memory)
    this.view = new DataView(memory)
  }

  header(type: number): void {
    this.view.setUint8(this.offset, LITTLE_ENDIAN)
    this.offset += 1
    this.count(type)
  }

  count(value: number): void {
    this.view.setUint32(this.offset, value, true)
    this.offset += COUNT_BYTES
  }

  ring(length: number): void {
    this.count(length)
    const end = this.next + 2 * length
    for (; this.next < end; this.next++) {
      this.view.setFloat64(this.offset, this.ordinates[this.next], true)
      this.offset += ORDINATE_BYTES
    }
  }
}
