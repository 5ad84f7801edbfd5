import type { Position } from '@nrf/geometry'
import { openGeoFile } from '../open-geo-file'
import { toPolygons } from './polygon-rings'
import { makeShapefile, type TestColumn, type TestShape } from '../testing/make-shapefile'
import { readAll, TemporaryFolder } from '../testing/temporary-folder'

const clockwise = (x: number, y: number, side: number): Position[] => [
  [x, y],
  [x, y + side],
  [x + side, y + side],
  [x + side, y],
  [x, y]
]
const hole = (x: number, y: number, side: number): Position[] => clockwise(x, y, side).reverse()
const shape = (...rings: Position[][]): TestShape => ({ rings, values: ['A'] })

describe('a shapefile', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  function write(
    parts: Partial<Record<string, Buffer | string>>,
    names = (part: string) => `sites.${part}`
  ): string {
    for (const [part, content] of Object.entries(parts)) folder.write(names(part), content ?? '')
    return folder.file(names('shp'))
  }

  const geometryOf = async (...rings: Position[][]) =>
    (await readAll(write(makeShapefile([shape(...rings)]))))[0].geometry

  it('has one polygon for a clockwise ring, with the holes in it', async () => {
    expect(await geometryOf(clockwise(0, 0, 10), hole(2, 2, 1))).toEqual({
      type: 'Polygon',
      coordinates: [clockwise(0, 0, 10), hole(2, 2, 1)]
    })
  })

  it('gives a hole to the smallest shell around it: an island in a lake keeps its own', async () => {
    const [land, island] = [clockwise(0, 0, 100), clockwise(20, 20, 40)]
    const [lake, pond] = [hole(10, 10, 80), hole(30, 30, 10)]
    expect(await geometryOf(land, island, pond, lake)).toEqual({
      type: 'MultiPolygon',
      coordinates: [
        [land, lake],
        [island, pond]
      ]
    })
  })

  it('gives a hole that touches its shell to it, and takes a hole without a shell as a shell', async () => {
    const [left, right] = [clockwise(0, 0, 10), clockwise(20, 0, 10)]
    expect(await geometryOf(left, right, hole(20, 0, 4))).toMatchObject({
      coordinates: [[left], [right, {}]]
    })
    expect(await geometryOf(left, hole(50, 50, 1))).toMatchObject({
      coordinates: [[left], [hole(50, 50, 1)]]
    })
  })

  it('is refused when its rings are made to keep the reader busy', () => {
    const shells = Array.from({ length: 40 }, (_, i) => clockwise(i, i, 100))
    const holes = Array.from({ length: 40 }, (_, i) => hole(50, 50, 1 + i / 100))
    expect(() => toPolygons([...shells, ...holes], 7, 1000)).toThrow(
      expect.objectContaining({ name: 'MalformedShape', record: 7 })
    )
    expect(toPolygons([...shells, ...holes], 7)).toMatchObject({ type: 'MultiPolygon' })
  })

  it('drops heights and measures, and gives null for a null shape', async () => {
    const path = write(
      makeShapefile([shape(clockwise(0, 0, 10)), { rings: null, values: ['B'] }], undefined, 15)
    )
    const features = await readAll(path)
    expect(features.map(({ geometry }) => geometry)).toEqual([
      { type: 'Polygon', coordinates: [clockwise(0, 0, 10)] },
      null
    ])
  })

  it('names shapes that are no polygons', async () => {
    const path = write(makeShapefile([shape(clockwise(0, 0, 10))], undefined, 3))
    expect((await readAll(path))[0].geometry).toEqual({ unsupported: 'PolyLine' })
  })

  it('has texts, numbers, dates and truth values; other columns are left out', async () => {
    const columns: TestColumn[] = [
      { name: 'Name', type: 'C', length: 12 },
      { name: 'Dwellings', type: 'N', length: 18 },
      { name: 'Made', type: 'D', length: 8 },
      { name: 'Live', type: 'L', length: 1 },
      { name: 'Memo', type: 'M', length: 10 }
    ]
    const rows = [
      ['Mill  Lane', '12.5', '20260131', 'T', 'x'],
      ['', '****', '00000000', '?', ''],
      ['Ä', '900719925474099267', '', 'n', '']
    ]
    const shapes = rows.map((values) => ({ rings: [clockwise(0, 0, 10)], values }))
    const path = write(makeShapefile(shapes, columns))
    const file = await openGeoFile(path)
    expect(file).toMatchObject({ format: 'shapefile', name: 'sites', featureCount: 3 })
    expect((await readAll(path)).map(({ attributes }) => attributes)).toEqual([
      { Name: 'Mill  Lane', Dwellings: 12.5, Made: '2026-01-31', Live: true },
      { Name: null, Dwellings: null, Made: null, Live: null },
      { Name: 'Ä', Dwellings: '900719925474099267', Made: null, Live: false }
    ])
  })

  it.each([
    ['UTF-8', 'Bücher'],
    ['65001', 'Bücher'],
    ['1252', 'BÃ¼cher'],
    ['ANSI 1252', 'BÃ¼cher'],
    ['ISO 8859-1', 'BÃ¼cher'],
    ['88591', 'BÃ¼cher'],
    [undefined, 'Bücher']
  ])('is decoded as its .cpg part says: %s', async (cpg, name) => {
    const parts = makeShapefile([{ rings: [clockwise(0, 0, 10)], values: ['Bücher'] }])
    const path = write(cpg === undefined ? parts : { ...parts, cpg })
    expect((await readAll(path))[0].attributes).toEqual({ Name: name })
  })

  it('finds its parts whatever the case of their names', async () => {
    const parts = makeShapefile([shape(clockwise(0, 0, 10))])
    const path = write(parts, (part) => (part === 'shp' ? 'Sites.SHP' : `SITES.${part}`))
    expect(await readAll(path)).toHaveLength(1)
  })

  it.each(['shx', 'dbf', 'prj'] as const)('needs its .%s part', async (part) => {
    const { [part]: _, ...parts } = makeShapefile([shape(clockwise(0, 0, 10))])
    await expect(openGeoFile(write(parts))).rejects.toThrow(
      `sites.shp: the shapefile lacks its .${part} part. Keep .shp, .shx, .dbf and .prj together, with the same name`
    )
  })

  describe('that is damaged', () => {
    const sound = () => makeShapefile([shape(clockwise(0, 0, 10)), shape(clockwise(20, 0, 10))])

    it.each(['shp', 'shx', 'dbf'] as const)('is refused when .%s is cut off anywhere', async (part) => {
      const parts = sound()
      for (let length = 0; length < parts[part].length - 1; length += 3) {
        const path = write({ ...parts, [part]: parts[part].subarray(0, length) })
        await expect(readAll(path)).rejects.toThrow(/sites\.shp/)
      }
    })

    it('is refused when a byte of a record header is wrong', async () => {
      const parts = sound()
      for (const at of [24, 27, 100, 103, 104, 107, 144, 147, 148, 151, 152]) {
        const shp = Buffer.from(parts.shp)
        shp[at] ^= 0x41
        await expect(readAll(write({ ...parts, shp }))).rejects.toMatchObject({ name: 'GeoFileError' })
      }
    })

    it('is refused when shapes and rows differ in number, or a row is marked as deleted', async () => {
      const parts = sound()
      const { dbf } = makeShapefile([shape(clockwise(0, 0, 10))])
      await expect(readAll(write({ ...parts, dbf }))).rejects.toThrow(
        'it has 2 shapes and 1 rows of attributes'
      )
      const deleted = Buffer.from(parts.dbf)
      deleted[deleted.readUInt16LE(8)] = 0x2a
      await expect(readAll(write({ ...parts, dbf: deleted }))).rejects.toMatchObject({ feature: 1 })
    })

    it('is refused when its encoding is unknown, or it is too large', async () => {
      await expect(readAll(write({ ...sound(), cpg: 'Klingon' }))).rejects.toThrow('the encoding "Klingon"')
      await expect(readAll(write(sound()), { maxBytes: 300 })).rejects.toThrow('more than 300 bytes')
    })
  })
})
