import * as fc from 'fast-check'
import { toEwkb } from './ewkb'
import type { AreaGeometry, LinearRing } from './geojson'
import { fromWkb, MalformedWkb, UnsupportedWkbType } from './wkb-reader'

const ordinate = fc.double({ noNaN: true, noDefaultInfinity: true })
const position = fc.tuple(ordinate, ordinate)
const rings = fc.array(fc.array(position, { maxLength: 12 }), { maxLength: 4 })
const geometry: fc.Arbitrary<AreaGeometry> = fc.oneof(
  rings.map((coordinates): AreaGeometry => ({ type: 'Polygon', coordinates })),
  fc
    .array(rings, { maxLength: 4 })
    .map((coordinates): AreaGeometry => ({ type: 'MultiPolygon', coordinates }))
)

const TRIANGLE_RINGS: LinearRing[] = [
  [
    [1, 2],
    [3, 4],
    [5, 7],
    [1, 2]
  ]
]
const TRIANGLE: AreaGeometry = { type: 'Polygon', coordinates: TRIANGLE_RINGS }
const TRIANGLE_EWKB =
  '0103000020346c00000100000004000000' +
  '000000000000f03f0000000000000040' +
  '00000000000008400000000000001040' +
  '00000000000014400000000000001c40' +
  '000000000000f03f0000000000000040'

describe('toEwkb', () => {
  it('writes what PostGIS writes', () => {
    expect(toEwkb(TRIANGLE, 27700).toString('hex')).toBe(TRIANGLE_EWKB)
  })

  it('is read back unchanged by fromWkb', () => {
    fc.assert(
      fc.property(geometry, (value) => {
        expect(fromWkb(toEwkb(value, 27700))).toEqual(value)
      })
    )
  })
})

interface Dialect {
  readonly littleEndian: boolean
  readonly hasZ: boolean
  readonly hasM: boolean
  readonly flavour: 'iso' | 'ewkb'
  readonly srid: boolean
}

const Z = 0x80000000
const M = 0x40000000
const SRID = 0x20000000

/** An independent writer of every dialect; heights are NaN or numbers. */
function write(value: AreaGeometry, dialect: Dialect): Buffer {
  const u32 = (n: number): Buffer => {
    const bytes = Buffer.alloc(4)
    if (dialect.littleEndian) bytes.writeUInt32LE(n)
    else bytes.writeUInt32BE(n)
    return bytes
  }
  const f64 = (n: number): Buffer => {
    const bytes = Buffer.alloc(8)
    if (dialect.littleEndian) bytes.writeDoubleLE(n)
    else bytes.writeDoubleBE(n)
    return bytes
  }
  const typeCode = (base: number, isTop: boolean): number => {
    const { flavour, hasZ, hasM, srid } = dialect
    if (flavour === 'iso') return base + (hasZ ? 1000 : 0) + (hasM ? 2000 : 0)
    return base + (hasZ ? Z : 0) + (hasM ? M : 0) + (srid && isTop ? SRID : 0)
  }
  const header = (base: number, isTop: boolean): Buffer =>
    Buffer.concat([
      Buffer.from([dialect.littleEndian ? 1 : 0]),
      u32(typeCode(base, isTop)),
      ...(dialect.flavour === 'ewkb' && dialect.srid && isTop ? [u32(27700)] : [])
    ])
  const extra = [...(dialect.hasZ ? [f64(NaN)] : []), ...(dialect.hasM ? [f64(17)] : [])]
  const body = (polygon: readonly LinearRing[]): Buffer =>
    Buffer.concat([
      u32(polygon.length),
      ...polygon.flatMap((ring) => [
        u32(ring.length),
        ...ring.flatMap(([x, y]) => [f64(x), f64(y), ...extra])
      ])
    ])
  if (value.type === 'Polygon') return Buffer.concat([header(3, true), body(value.coordinates)])
  const parts = value.coordinates.flatMap((polygon) => [header(3, false), body(polygon)])
  return Buffer.concat([header(6, true), u32(value.coordinates.length), ...parts])
}

describe('fromWkb', () => {
  it('reads WKB, EWKB and ISO WKB of both byte orders and drops Z and M', () => {
    const dialect = fc.record<Dialect>({
      littleEndian: fc.boolean(),
      hasZ: fc.boolean(),
      hasM: fc.boolean(),
      flavour: fc.constantFrom('iso', 'ewkb'),
      srid: fc.boolean()
    })
    fc.assert(
      fc.property(geometry, dialect, (value, how) => {
        expect(fromWkb(write(value, how))).toEqual(value)
      }),
      { numRuns: 300 }
    )
  })

  it('reads a slice of a larger buffer', () => {
    const ewkb = toEwkb(TRIANGLE, 27700)
    const larger = Buffer.concat([Buffer.alloc(7, 0xff), ewkb, Buffer.alloc(9, 0xff)])
    expect(fromWkb(larger.subarray(7, 7 + ewkb.length))).toEqual(TRIANGLE)
  })

  it.each([
    ['01010000000000000000000000000000000000f03f', 'Point'],
    ['0102000000', 'LineString'],
    ['01ef030000', 'GeometryCollection'],
    ['01f2030000', 'CurvePolygon'],
    ['0163000000', 'geometry of type 99']
  ])('refuses %s as %s', (hex, typeName) => {
    const read = (): AreaGeometry => fromWkb(Buffer.from(hex, 'hex'))
    expect(read).toThrow(UnsupportedWkbType)
    expect(read).toThrow(typeName)
  })

  it.each([
    ['nothing', ''],
    ['a byte order of 2', '0203000000'],
    ['a type beyond ZM', '0103100000'],
    ['4,294,967,295 rings', '0103000000ffffffff'],
    ['4,294,967,295 positions', '010300000001000000ffffffff'],
    ['4,294,967,295 parts', '0106000000ffffffff'],
    ['a part that is a point', '0106000000010000000101000000' + '00'.repeat(16)],
    ['a byte too many', `${TRIANGLE_EWKB}00`],
    ['an infinite ordinate', TRIANGLE_EWKB.replace('0000000000001440', '000000000000f07f')],
    ['an ordinate that is no number', TRIANGLE_EWKB.replace('0000000000001440', '000000000000f87f')]
  ])('refuses %s as malformed', (_name, hex) => {
    expect(() => fromWkb(Buffer.from(hex, 'hex'))).toThrow(MalformedWkb)
  })

  it('refuses a geometry that is cut off anywhere', () => {
    const bytes = toEwkb({ type: 'MultiPolygon', coordinates: [TRIANGLE_RINGS, []] }, 27700)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => fromWkb(bytes.subarray(0, length))).toThrow(MalformedWkb)
    }
  })

  function outcomeOf(bytes: Uint8Array): unknown {
    try {
      fromWkb(bytes)
      return 'read'
    } catch (error) {
      return error instanceof Error ? error.constructor : error
    }
  }

  it('answers arbitrary bytes with a geometry or one of its two errors', () => {
    const prefixed = fc
      .tuple(fc.constantFrom('0103000000', '0106000000', '00000003eb', '0103000020346c0000'), fc.uint8Array())
      .map(([prefix, rest]) => Buffer.concat([Buffer.from(prefix, 'hex'), rest]))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), prefixed), (bytes) => {
        expect(['read', MalformedWkb, UnsupportedWkbType]).toContain(outcomeOf(bytes))
      }),
      { numRuns: 1000 }
    )
  })
})
