import type { Position } from '@nrf/geometry'

export interface TestShape {
  /** Rings of a polygon, null for a null shape. */
  readonly rings: readonly (readonly Position[])[] | null
  readonly values: readonly string[]
}

export interface TestColumn {
  readonly name: string
  readonly type: string
  readonly length: number
}

/** Anything below -1e38 means that there is no measure. */
const NO_DATA = -1e39

export const NATIONAL_GRID_PRJ =
  'PROJCS["British_National_Grid",GEOGCS["GCS_OSGB_1936",DATUM["D_OSGB_1936",' +
  'SPHEROID["Airy_1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],' +
  'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",400000.0],PARAMETER["False_Northing",-100000.0],' +
  'PARAMETER["Central_Meridian",-2.0],PARAMETER["Scale_Factor",0.9996012717],' +
  'PARAMETER["Latitude_Of_Origin",49.0],UNIT["Meter",1.0]]'

/**
 * The parts of a shapefile by their extension. After the points `shapeType` 15 writes heights and measures, 25 measures
 * that say "no data".
 */
export function makeShapefile(
  shapes: readonly TestShape[],
  columns: readonly TestColumn[] = [{ name: 'Name', type: 'C', length: 20 }],
  shapeType = 5
): Record<'shp' | 'shx' | 'dbf' | 'prj', Buffer> {
  const contents = shapes.map(({ rings }) => contentOf(rings, shapeType))
  const records = contents.map((content, i) =>
    Buffer.concat([int32BE(i + 1), int32BE(content.length / 2), content])
  )
  let at = 100
  const index = records.map((record, i) => {
    const entry = Buffer.concat([int32BE(at / 2), int32BE(contents[i].length / 2)])
    at += record.length
    return entry
  })
  return {
    shp: withHeader(records, shapeType),
    shx: withHeader(index, shapeType),
    dbf: makeTable(shapes, columns),
    prj: Buffer.from(NATIONAL_GRID_PRJ)
  }
}

function contentOf(rings: TestShape['rings'], shapeType: number): Buffer {
  if (rings === null) return int32LE(0)
  const points = rings.flat()
  const starts = rings.map((_, i) => rings.slice(0, i).flat().length)
  return Buffer.concat([
    int32LE(shapeType),
    Buffer.alloc(32),
    int32LE(rings.length),
    int32LE(points.length),
    ...starts.map(int32LE),
    ...points.flat().map(double),
    afterPoints(shapeType, points.length)
  ])
}

function afterPoints(shapeType: number, points: number): Buffer {
  if (shapeType === 15) return Buffer.alloc(2 * (16 + 8 * points), 1)
  return shapeType === 25
    ? Buffer.concat(Array.from({ length: 2 + points }, () => double(NO_DATA)))
    : Buffer.alloc(0)
}

function makeTable(shapes: readonly TestShape[], columns: readonly TestColumn[]): Buffer {
  const header = Buffer.alloc(32 + 32 * columns.length + 1)
  header.writeUInt32LE(shapes.length, 4)
  header.writeUInt16LE(header.length, 8)
  header.writeUInt16LE(1 + columns.reduce((sum, { length }) => sum + length, 0), 10)
  columns.forEach(({ name, type, length }, i) => {
    header.write(name, 32 + 32 * i)
    header.write(type, 32 + 32 * i + 11)
    header[32 + 32 * i + 16] = length
  })
  header[header.length - 1] = 0x0d
  const rows = shapes.map(({ values }) =>
    Buffer.concat([
      Buffer.from(' '),
      ...columns.map(({ length }, i) =>
        Buffer.concat([Buffer.from(values[i] ?? '', 'utf8'), Buffer.alloc(length, ' ')], length)
      )
    ])
  )
  return Buffer.concat([header, ...rows, Buffer.from([0x1a])])
}

function withHeader(parts: readonly Buffer[], shapeType: number): Buffer {
  const header = Buffer.alloc(100)
  const file = Buffer.concat([header, ...parts])
  file.writeInt32BE(9994, 0)
  file.writeInt32BE(file.length / 2, 24)
  file.writeInt32LE(1000, 28)
  file.writeInt32LE(shapeType, 32)
  return file
}

function int32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int32LE(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return bytes
}
