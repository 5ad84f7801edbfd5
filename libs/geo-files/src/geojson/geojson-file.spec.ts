import { gzipSync } from 'node:zlib'
import { openGeoFile } from '../open-geo-file'
import { readAll, TemporaryFolder } from '../testing/temporary-folder'

const SQUARE = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0]
    ]
  ]
}
const feature = (properties: unknown, geometry: unknown = SQUARE): object => ({
  type: 'Feature',
  properties,
  geometry
})
const collection = (features: unknown, more: object = {}): string =>
  JSON.stringify({ type: 'FeatureCollection', ...more, features })

describe('a GeoJSON file', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  it('gives name, reference system, count, all columns and every feature', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
    const text = collection([feature({ a: 1, b: 'x' }), feature({ c: true, a: null }, null)], {
      name: 'sites',
      crs
    })
    const path = folder.write('a.geojson', text)
    const file = await openGeoFile(path)
    expect(file).toMatchObject({
      format: 'geojson',
      name: 'sites',
      crs: { epsg: 27700 },
      featureCount: 2,
      columns: ['a', 'b', 'c']
    })
    await file.close()
    expect(await readAll(path)).toEqual([
      { index: 1, attributes: { a: 1, b: 'x', c: null }, geometry: SQUARE },
      { index: 2, attributes: { a: null, b: null, c: true }, geometry: null }
    ])
  })

  it.each([
    [
      'its crs after the features',
      `{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"CRS84"}}}`
    ],
    ['a byte-order mark', `\ufeff${collection([], { crs: { properties: { name: 'EPSG:4326' } } })}`]
  ])('is read with %s', async (_name, text) => {
    const file = await openGeoFile(folder.write('a.json', text))
    expect(file).toMatchObject({ name: 'a', crs: { epsg: 4326 }, featureCount: 0, columns: [] })
  })

  it('says nothing about its reference system or quotes one it does not know', async () => {
    const crsOf = async (more: object): Promise<unknown> =>
      (await openGeoFile(folder.write('a.geojson', collection([], more)))).crs
    expect(await crsOf({})).toBeNull()
    expect(await crsOf({ crs: null })).toBeNull()
    expect(await crsOf({ crs: { properties: { name: 'ESRI:54030' } } })).toEqual({
      unsupported: '"ESRI:54030"'
    })
  })

  it('may hold one Feature or one bare polygon', async () => {
    const single = await readAll(folder.write('a.geojson', JSON.stringify(feature({ a: 1 }))))
    expect(single).toEqual([{ index: 1, attributes: { a: 1 }, geometry: SQUARE }])
    const bare = await readAll(folder.write('b.geojson', JSON.stringify(SQUARE)))
    expect(bare).toEqual([{ index: 1, attributes: {}, geometry: SQUARE }])
  })

  it('is unpacked when its name ends in .gz', async () => {
    const path = folder.write('a.geojson.gz', gzipSync(collection([feature({ a: 1 })])))
    expect(await readAll(path)).toHaveLength(1)
    expect(await openGeoFile(path)).toMatchObject({ name: 'a' })
  })

  it('drops Z, names other types and takes empty coordinates as no geometry', async () => {
    const raised = {
      type: 'Polygon',
      coordinates: [SQUARE.coordinates[0].map((position) => [...position, 5])]
    }
    const geometries = [
      raised,
      { type: 'Point', coordinates: [1, 2] },
      { type: 'MultiPolygon', coordinates: [] }
    ]
    const features = await readAll(
      folder.write('a.geojson', collection(geometries.map((geometry) => feature({}, geometry))))
    )
    expect(features.map(({ geometry }) => geometry)).toEqual([SQUARE, { unsupported: 'Point' }, null])
  })

  it('gives nested values as JSON text, infinite numbers as null, and every name as its own', async () => {
    const text = collection([]).replace(
      '[]',
      '[{"type":"Feature","geometry":null,"properties":{"__proto__":1,"toString":1e999,"n":{"a":[1]}}},' +
        '{"type":"Feature","geometry":null,"properties":null}]'
    )
    const [first, second] = await readAll(folder.write('a.geojson', text))
    expect(Object.entries(first.attributes)).toEqual([
      ['__proto__', 1],
      ['toString', null],
      ['n', '{"a":[1]}']
    ])
    expect(Object.values(second.attributes)).toEqual([null, null, null])
  })

  it.each([
    ['text that is no JSON', 'hello', 'a.geojson: "{" is expected at byte 0'],
    ['an array', '[1]', '"{" is expected'],
    [
      'a collection without features',
      '{"type":"FeatureCollection"}',
      'the FeatureCollection has no features'
    ],
    ['features that are no array', collection({}), '"[" is expected'],
    ['a feature that is none', collection([feature({}), SQUARE]), 'feature 2: it is no Feature'],
    ['a feature that is null', collection([null]), 'feature 1: it is no Feature'],
    ['a point alone', '{"type":"Point","coordinates":[1,2]}', 'feature 1: it is no Feature'],
    ['properties that are no object', collection([feature([1])]), 'feature 1: its properties are no object'],
    [
      'a broken feature',
      collection([1]).replace('1', '{"type":"Feature",}'),
      'feature 1: it is not valid JSON'
    ],
    [
      'half a surrogate pair',
      collection([feature({ a: '\ud800' })]),
      'column "a" holds a character that is none'
    ],
    ['a NUL', collection([feature({ a: '\0' })]), 'column "a" holds a character that is none'],
    [
      'a broken geometry',
      collection([feature({}, { type: 'Polygon', coordinates: [[[0, 0]]] })]),
      'feature 1: its geometry cannot be read: In ring 1: 1 positions'
    ],
    ['deep nesting', `{"type":"FeatureCollection","x":${'['.repeat(100_000)}`, 'nested deeper than 64'],
    [
      'too many columns',
      collection([feature(Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [i, i])))]),
      '2000 columns'
    ],
    [
      'a cut-off end',
      collection([feature({})]).slice(0, -3),
      'a closing bracket is expected where the file ends'
    ]
  ])('is refused with %s', async (_name, text, message) => {
    await expect(readAll(folder.write('a.geojson', text))).rejects.toThrow(message)
  })

  it('is refused when it is not UTF-8', async () => {
    const path = folder.write('a.geojson', Buffer.from('{"type":"é"}', 'latin1'))
    await expect(openGeoFile(path)).rejects.toThrow(
      'a.geojson: it is not UTF-8 text. Save it with the encoding UTF-8.'
    )
  })

  it('keeps the limits of bytes and features', async () => {
    const path = folder.write('a.geojson', collection([feature({}), feature({})]))
    await expect(openGeoFile(path, { maxFeatures: 1 })).rejects.toThrow('it has more than 1 features')
    await expect(openGeoFile(path, { maxBytes: 100 })).rejects.toThrow(
      'it has more than 100 bytes after unpacking'
    )
  })

  it('stops unpacking a bomb at the limit', async () => {
    const bomb = folder.write('a.geojson.gz', gzipSync(Buffer.alloc(200 * 1024 * 1024, ' ')))
    const before = process.memoryUsage().rss
    await expect(openGeoFile(bomb, { maxBytes: 1024 * 1024 })).rejects.toThrow(
      'it has more than 1048576 bytes'
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('is refused when its packing is damaged or cut off', async () => {
    const packed = gzipSync(collection([feature({ a: 1 })]))
    await expect(openGeoFile(folder.write('a.geojson.gz', packed.subarray(0, 40)))).rejects.toThrow('cut off')
    packed.fill(0, 12, 30)
    await expect(openGeoFile(folder.write('b.geojson.gz', packed))).rejects.toThrow('it cannot be unpacked')
  })
})
