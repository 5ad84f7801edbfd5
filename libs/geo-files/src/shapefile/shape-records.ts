import type { LinearRing, Position } from '@nrf/geometry'

/** What is wrong with the bytes of a shapefile; `record` counts from 1. */
export class MalformedShape extends Error {
  constructor(
    message: string,
    readonly record?: number,
    options?: ErrorOptions
  ) {
    super(message, options)
    this.name = 'MalformedShape'
  }
}

const HEADER_BYTES = 100
const RECORD_HEADER_BYTES = 8
const POLYGON_HEADER_BYTES = 44
const FILE_CODE = 9994
const NULL_SHAPE = 0
const POLYGONS = new Set([5, 15, 25])
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'Point',
  3: 'PolyLine',
  8: 'MultiPoint',
  11: 'PointZ',
  13: 'PolyLineZ',
  18: 'MultiPointZ',
  21: 'PointM',
  23: 'PolyLineM',
  28: 'MultiPointM',
  31: 'MultiPatch'
}

/** The rings of one record, null for a null shape, or the name of a type without an area. */
export type ShapeRecord = readonly LinearRing[] | null | { readonly unsupported: string }

/**
 * The records of a `.shp` file. Record numbers, lengths and counts are held against each other and against the
 * `.shx` index: a reader that searches for the next sound record would shift the numbers of all features after it.
 */
export class ShapeRecords {
  private readonly starts: number[] = []

  /** @throws MalformedShape */
  constructor(
    private readonly shp: Buffer,
    shx: Buffer
  ) {
    checkHeader(shp, '.shp')
    checkHeader(shx, '.shx')
    const expected = (shx.length - HEADER_BYTES) / RECORD_HEADER_BYTES
    let at = HEADER_BYTES
    while (at < shp.length) at = this.passRecord(at)
    if (this.starts.length !== expected) {
      throw new MalformedShape(`it has ${this.starts.length} shapes, but its .shx part counts ${expected}`)
    }
  }

  get count(): number {
    return this.starts.length
  }

  /** @throws MalformedShape */
  read(index: number): ShapeRecord {
    const start = this.starts[index]
    const content = this.shp.subarray(start, start + this.contentBytes(start - RECORD_HEADER_BYTES))
    const type = content.readInt32LE(0)
    if (type === NULL_SHAPE) return null
    if (!POLYGONS.has(type)) return { unsupported: TYPE_NAMES[type] ?? `shape type ${type}` }
    return ringsOf(content, index + 1)
  }

  private passRecord(at: number): number {
    const record = this.starts.length + 1
    if (at + RECORD_HEADER_BYTES + 4 > this.shp.length) throw new MalformedShape('it is cut off', record)
    if (this.shp.readInt32BE(at) !== record) throw new MalformedShape('its record number is wrong', record)
    const next = at + RECORD_HEADER_BYTES + this.contentBytes(at)
    if (next < at + RECORD_HEADER_BYTES + 4) throw new MalformedShape('its length is wrong', record)
    if (next > this.shp.length) throw new MalformedShape('it is cut off', record)
    this.starts.push(at + RECORD_HEADER_BYTES)
    return next
  }

  private contentBytes(recordAt: number): number {
    return this.shp.readInt32BE(recordAt + 4) * 2
  }
}

function checkHeader(bytes: Buffer, part: string): void {
  if (bytes.length < HEADER_BYTES || bytes.readInt32BE(0) !== FILE_CODE) {
    throw new MalformedShape(`its ${part} part is no part of a shapefile`)
  }
  const declared = bytes.readInt32BE(24) * 2
  if (declared !== bytes.length) {
    throw new MalformedShape(
      `its ${part} part has ${bytes.length} bytes, and ${declared} are declared: damaged or cut off`
    )
  }
}

function ringsOf(content: Buffer, record: number): LinearRing[] {
  if (content.length < POLYGON_HEADER_BYTES) throw new MalformedShape('its polygon is cut off', record)
  const partCount = content.readInt32LE(36)
  const pointCount = content.readInt32LE(40)
  const pointsAt = POLYGON_HEADER_BYTES + partCount * 4
  if (partCount < 0 || pointCount < 0 || pointsAt + pointCount * 16 > content.length) {
    throw new MalformedShape('its polygon counts more points than it has', record)
  }
  const starts = Array.from({ length: partCount }, (_, part) =>
    content.readInt32LE(POLYGON_HEADER_BYTES + part * 4)
  )
  return starts.map((start, part) => {
    const end = starts[part + 1] ?? pointCount
    if (start < 0 || end < start || end > pointCount) throw new MalformedShape('its rings overlap', record)
    return Array.from({ length: end - start }, (_, i): Position =>
      pointAt(content, pointsAt + (start + i) * 16)
    )
  })
}

function pointAt(content: Buffer, at: number): Position {
  return [content.readDoubleLE(at), content.readDoubleLE(at + 8)]
}
