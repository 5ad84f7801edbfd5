import type { AreaGeometry, LinearRing, Position } from './geojson'

/** The bytes are WKB, but of another type than Polygon or MultiPolygon. */
export class UnsupportedWkbType extends Error {
  constructor(readonly typeName: string) {
    super(`A Polygon or a MultiPolygon is expected, not a ${typeName}`)
    this.name = 'UnsupportedWkbType'
  }
}

/** The bytes are no WKB: cut off, with impossible lengths, or with coordinates that are not finite. */
export class MalformedWkb extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MalformedWkb'
  }
}

const TYPE_NAMES: readonly string[] = [
  'Geometry',
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
  'CircularString',
  'CompoundCurve',
  'CurvePolygon',
  'MultiCurve',
  'MultiSurface',
  'Curve',
  'Surface',
  'PolyhedralSurface',
  'TIN',
  'Triangle'
]

const POLYGON = 3
const MULTI_POLYGON = 6
const Z_FLAG = 0x80000000
const M_FLAG = 0x40000000
const SRID_FLAG = 0x20000000
const HEADER_BYTES = 5
const COUNT_BYTES = 4

/**
 * Reads a Polygon or MultiPolygon from WKB, EWKB or ISO WKB of either byte order; Z, M and SRID are dropped.
 * An empty geometry gives empty coordinates. No length is believed before it is compared with the bytes left.
 *
 * @throws UnsupportedWkbType for any other geometry
 * @throws MalformedWkb for anything else that cannot be read
 */
export function fromWkb(bytes: Uint8Array): AreaGeometry {
  const reader = new WkbReader(bytes)
  const geometry = reader.geometry()
  reader.expectEnd()
  return geometry
}

interface WkbHeader {
  readonly type: number
  readonly ordinates: number
}

class WkbReader {
  private readonly view: DataView
  private offset = 0
  private isLittleEndian = true

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  geometry(): AreaGeometry {
    const header = this.header()
    if (header.type === POLYGON) return { type: 'Polygon', coordinates: this.rings(header.ordinates) }
    if (header.type === MULTI_POLYGON) return { type: 'MultiPolygon', coordinates: this.polygons() }
    throw new UnsupportedWkbType(TYPE_NAMES[header.type] ?? `geometry of type ${header.type}`)
  }

  expectEnd(): void {
    const rest = this.view.byteLength - this.offset
    if (rest > 0) throw new MalformedWkb(`${rest} bytes follow the end of the geometry`)
  }

  private polygons(): LinearRing[][] {
    const count = this.count(HEADER_BYTES + COUNT_BYTES, 'polygons')
    const polygons: LinearRing[][] = []
    for (let i = 0; i < count; i++) {
      const { type, ordinates } = this.header()
      if (type !== POLYGON) throw new MalformedWkb(`Part ${i + 1} of the MultiPolygon is not a Polygon`)
      polygons.push(this.rings(ordinates))
    }
    return polygons
  }

  private rings(ordinates: number): LinearRing[] {
    const count = this.count(COUNT_BYTES, 'rings')
    const rings: LinearRing[] = []
    for (let i = 0; i < count; i++) rings.push(this.ring(ordinates))
    return rings
  }

  private ring(ordinates: number): LinearRing {
    const stride = ordinates * 8
    const count = this.count(stride, 'positions')
    const ring: Position[] = []
    for (let i = 0; i < count; i++) {
      const x = this.view.getFloat64(this.offset, this.isLittleEndian)
      const y = this.view.getFloat64(this.offset + 8, this.isLittleEndian)
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        throw new MalformedWkb(`Position ${i + 1} of a ring is not finite: ${x}, ${y}`)
      }
      ring.push([x, y])
      this.offset += stride
    }
    return ring
  }

  private header(): WkbHeader {
    this.expect(HEADER_BYTES, 'a geometry header')
    const order = this.view.getUint8(this.offset)
    if (order > 1) throw new MalformedWkb(`${order} is no byte order of WKB`)
    this.isLittleEndian = order === 1
    this.offset += 1
    const code = this.uint32()
    if ((code & SRID_FLAG) !== 0) {
      this.expect(COUNT_BYTES, 'an SRID')
      this.offset += COUNT_BYTES
    }
    const isoCode = code & ~(Z_FLAG | M_FLAG | SRID_FLAG)
    const dimension = Math.floor(isoCode / 1000)
    if (isoCode < 0 || dimension > 3) throw new MalformedWkb(`${code} is no geometry type of WKB`)
    const hasZ = (code & Z_FLAG) !== 0 || dimension === 1 || dimension === 3
    const hasM = (code & M_FLAG) !== 0 || dimension >= 2
    return { type: isoCode % 1000, ordinates: 2 + Number(hasZ) + Number(hasM) }
  }

  /** A number of things of at least `size` bytes each. */
  private count(size: number, things: string): number {
    this.expect(COUNT_BYTES, `the number of ${things}`)
    const count = this.uint32()
    if (count * size > this.view.byteLength - this.offset) {
      throw new MalformedWkb(
        `${count} ${things} are announced, but only ${this.view.byteLength - this.offset} bytes left`
      )
    }
    return count
  }

  private uint32(): number {
    const value = this.view.getUint32(this.offset, this.isLittleEndian)
    this.offset += 4
    return value
  }

  private expect(bytes: number, what: string): void {
    if (this.offset + bytes > this.view.byteLength) {
      throw new MalformedWkb(`The bytes end at ${this.view.byteLength}, where ${what} is expected`)
    }
  }
}
