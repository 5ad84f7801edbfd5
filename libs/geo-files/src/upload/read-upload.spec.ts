import { readdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import { geometryBlob, makeGeoPackage } from '../testing/make-geopackage'
import { makeShapefile, NATIONAL_GRID_PRJ } from '../testing/make-shapefile'
import { makeZip, type TestEntry } from '../testing/make-zip'
import { TemporaryFolder } from '../testing/temporary-folder'
import { readUpload, type UploadOptions, type UploadReading } from './read-upload'

const SQUARE = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [0, 0],
      [0, 9],
      [9, 9],
      [0, 0]
    ] as [number, number][]
  ]
}
const feature = (geometry: unknown, more: object = {}) => ({
  type: 'Feature',
  properties: { secret: 'x' },
  geometry,
  ...more
})
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features })
const crs = (name: string) => ({ crs: { type: 'name', properties: { name } } })
const bytesOf = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const KML =
  '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>' +
  '0,0 0,9 9,9 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>'

type Parts = Partial<Record<'shp' | 'shx' | 'dbf' | 'prj', Buffer>>

function shapefile(stem = 'site', replaced: Parts = {}): TestEntry[] {
  const parts = { ...makeShapefile([{ rings: SQUARE.coordinates, values: ['A'] }]), ...replaced }
  return Object.entries(parts).map(([part, content]) => ({ name: `${stem}.${part}`, content }))
}

const without = (part: string) => shapefile().filter(({ name }) => !name.endsWith(part))

const readZip = (entries: readonly TestEntry[], options: UploadOptions = {}) =>
  readUpload(makeZip(entries), { filename: 'site.zip', ...options })

const codeOf = async (reading: Promise<UploadReading>) => {
  const read = await reading
  return read.ok ? 'ok' : read.problem.code
}

describe('an uploaded GeoJSON file', () => {
  const read = (value: unknown) => readUpload(bytesOf(value), { filename: 'site.geojson' })

  it.each([
    ['a geometry', SQUARE],
    ['a Feature', feature(SQUARE)],
    ['a FeatureCollection', collection(feature(SQUARE))]
  ])('gives the geometry of %s, in WGS 84 when it says nothing, and no property', async (_, value) => {
    expect(await read(value)).toEqual({
      ok: true,
      format: 'geojson',
      srid: 4326,
      isCrsDeclared: false,
      geometries: [SQUARE]
    })
  })

  it('gives what is no area as it is, and null for a Feature without geometry', async () => {
    const point = { type: 'Point', coordinates: [1, 2] }
    expect(await read(collection(feature(point), feature(null)))).toMatchObject({ geometries: [point, null] })
  })

  it.each([
    ['urn:ogc:def:crs:EPSG::27700', 27700],
    ['EPSG:4326', 4326],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 4326]
  ])('takes the crs member %s from every level', async (name, srid) => {
    const holders = [
      { ...collection(feature(SQUARE)), ...crs(name) },
      collection(feature(SQUARE, crs(name))),
      { ...SQUARE, ...crs(name) }
    ]
    for (const value of holders) expect(await read(value)).toMatchObject({ srid, isCrsDeclared: true })
  })

  it.each([
    ['another system', { ...SQUARE, ...crs('EPSG:3857') }],
    ['an unknown system', { ...SQUARE, ...crs('mine') }],
    ['two systems', { ...feature({ ...SQUARE, ...crs('EPSG:27700') }), ...crs('EPSG:4326') }]
  ])('is refused for %s', async (_, value) => {
    expect(await codeOf(read(value))).toBe('unsupported_crs')
  })

  it.each([
    ['text', 'This is no map'],
    ['cut off', '{"type":"Polygon"'],
    ['a duplicate key', '{"type":"Polygon","type":"Polygon","coordinates":[]}'],
    ['an infinite number beside the coordinates', '{"type":"Polygon","bbox":[1e999],"coordinates":[]}'],
    ['a prototype', '{"type":"Feature","__proto__":{"geometry":null}}'],
    ['another type', { type: 'Topology' }],
    ['no features', { type: 'FeatureCollection' }],
    ['a feature that is none', collection(SQUARE)],
    ['a geometry that is none', feature({ type: 'Feature' })],
    ['a geometry that is text', feature('POLYGON EMPTY')],
    ['not UTF-8', Buffer.from('{"type":"caf\xe9"}', 'latin1').toString('latin1')]
  ])('is unreadable: %s', async (_, value) => {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : bytesOf(value)
    expect(await codeOf(readUpload(bytes, { filename: 'site.json' }))).toBe('unreadable_geometry_file')
  })

  it('is out of range when a coordinate is no finite number', async () => {
    const bytes = Buffer.from('{"type":"Polygon","coordinates":[[[1e999,0]]]}')
    expect(await codeOf(readUpload(bytes, { filename: 'site.json' }))).toBe('coordinates_out_of_range')
  })

  it('has a feature, and no more than allowed', async () => {
    expect(await codeOf(read(collection()))).toBe('no_polygon_found')
    const many = bytesOf(collection(...Array.from({ length: 3 }, () => feature(null))))
    expect(await codeOf(readUpload(many, { maxFeatures: 2 }))).toBe('ambiguous_boundary')
    expect(await codeOf(readUpload(many, { maxFeatures: 3 }))).toBe('ok')
  })
})

describe('an uploaded KML file', () => {
  it('is in WGS 84', async () => {
    expect(await readUpload(bytesOf(KML), { filename: 'site.kml' })).toMatchObject({
      ok: true,
      format: 'kml',
      srid: 4326,
      isCrsDeclared: false,
      geometries: [SQUARE]
    })
  })

  it('has no more placemarks than allowed', async () => {
    const many = KML.replace('<Placemark>', `${'<Placemark/>'.repeat(10_000)}<Placemark>`)
    expect(await codeOf(readUpload(bytesOf(many)))).toBe('ambiguous_boundary')
  })
})

describe('an uploaded zip archive', () => {
  it('holds a shapefile in any folder, its parts in any case', async () => {
    const entries = shapefile('a/b/Site').map((entry, i) => ({
      ...entry,
      name: i === 0 ? entry.name : entry.name.toUpperCase().replace('A/B', 'a/b')
    }))
    expect(await readZip(entries)).toMatchObject({
      ok: true,
      format: 'shapefile',
      srid: 27700,
      isCrsDeclared: true,
      geometries: [SQUARE]
    })
  })

  it('is searched for .shp, .geojson and .kml in this order, in the order of the archive', async () => {
    const json = { name: 'z.geojson', content: JSON.stringify(SQUARE) }
    const kml = { name: 'a.kml', content: KML }
    expect(await readZip([kml, json, ...shapefile()])).toMatchObject({ format: 'shapefile' })
    expect(await readZip([kml, json])).toMatchObject({ format: 'geojson' })
    expect(await readZip([kml])).toMatchObject({ format: 'kml' })
    const second = { ...json, name: 'a.geojson', content: JSON.stringify(feature(null)) }
    expect(await readZip([json, second])).toMatchObject({ geometries: [SQUARE] })
  })

  it('gives the file that is asked for by its bare name', async () => {
    const entries = [...shapefile(), { name: 'b/Site.KML', content: KML }]
    const ask = (boundaryFilename: string, more: TestEntry[] = []) =>
      readZip([...entries, ...more], { boundaryFilename })
    expect(await ask('site.kml')).toMatchObject({ format: 'kml' })
    expect(await ask('SITE.SHP')).toMatchObject({ format: 'shapefile' })
    expect(await codeOf(ask('other.shp'))).toBe('boundary_file_not_found_in_zip')
    expect(await codeOf(ask('site.kml', [{ name: 'site.kml', content: KML }]))).toBe('zip_ambiguous_filename')
    expect(await codeOf(ask('site.gpkg'))).toBe('unsupported_file_type')
  })

  it.each<[string, TestEntry[], UploadOptions, string]>([
    ['nothing to read', [{ name: 'a.txt', content: 'x' }], {}, 'zip_missing_shapefile'],
    ['no .dbf', without('dbf'), {}, 'zip_missing_shapefile_parts'],
    ['no .prj, for a job', without('prj'), {}, 'zip_missing_shapefile_parts'],
    ['no .prj, for a check', without('prj'), { missingPrj: 'missing_crs' }, 'missing_crs'],
    [
      '.shp only, for a check',
      shapefile().slice(0, 1),
      { missingPrj: 'missing_crs' },
      'zip_missing_shapefile_parts'
    ],
    ['a blank .prj', shapefile('site', { prj: Buffer.from(' \n') }), {}, 'missing_crs'],
    ['a .prj of garbage', shapefile('site', { prj: Buffer.from('garbage') }), {}, 'unsupported_crs'],
    [
      'another grid',
      shapefile('site', { prj: Buffer.from(NATIONAL_GRID_PRJ.replace('400000', '500000')) }),
      {},
      'unsupported_crs'
    ],
    ['a damaged .shp', shapefile('site', { shp: Buffer.from('x') }), {}, 'unreadable_geometry_file'],
    [
      '11 files',
      Array.from({ length: 11 }, (_, i) => ({ name: `${i}.txt`, content: '' })),
      {},
      'zip_too_many_files'
    ]
  ])('is refused with %s', async (_, entries, options, code) => {
    expect(await codeOf(readZip(entries, options))).toBe(code)
  })

  it('is judged by all of its entries, also those that are not read', async () => {
    const bomb = { name: 'readme.txt', content: Buffer.alloc(2 * 1024 * 1024) }
    expect(await codeOf(readZip([...shapefile(), bomb]))).toBe('zip_entry_too_large')
    const damaged = { name: 'readme.txt', content: 'x', checksum: 1 }
    expect(await codeOf(readZip([...shapefile(), damaged]))).toBe('invalid_zip')
  })
})

describe('an uploaded GeoPackage', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  const make = (srsId: number, rows = 1) => {
    const path = folder.file('made.gpkg')
    makeGeoPackage(path, [
      { name: 'site', srsId, rows: Array.from({ length: rows }, () => [geometryBlob(SQUARE)]) }
    ])
    return folder.take('made.gpkg')
  }

  it('is read where there is a folder for it, which is left empty', async () => {
    const bytes = make(27700)
    expect(await readUpload(bytes, { filename: 'site.gpkg', temporaryFolder: folder.path })).toMatchObject({
      ok: true,
      format: 'geopackage',
      srid: 27700,
      geometries: [SQUARE]
    })
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('is refused without a folder, without a reference system, with several layers, and when it is damaged', async () => {
    expect(await codeOf(readUpload(make(27700)))).toBe('unsupported_file_type')
    const temporaryFolder = folder.path
    expect(await codeOf(readUpload(make(0), { temporaryFolder }))).toBe('missing_crs')
    const bytes = make(27700)
    const damaged = [bytes.subarray(0, 5000), bytes.subarray(0, 100), Buffer.from(bytes).fill(0xff, 1000)]
    for (const content of damaged) {
      expect(await codeOf(readUpload(content, { temporaryFolder }))).toBe('unreadable_geometry_file')
    }
    expect(readdirSync(folder.path)).toEqual([])
  })
})

describe('what an upload is', () => {
  const json = bytesOf(SQUARE)
  const zip = makeZip(shapefile())

  it.each<[string, UploadOptions, Buffer, string]>([
    ['name', { filename: 'SITE.GeoJSON', contentType: 'text/plain' }, json, 'ok'],
    ['name in folders', { filename: 'C:\\maps\\..\\site.json' }, json, 'ok'],
    ['content type', { contentType: 'application/geo+json; charset=utf-8' }, json, 'ok'],
    ['first bytes', {}, json, 'ok'],
    ['first bytes after white space', {}, bytesOf(`\ufeff \n${JSON.stringify(SQUARE)}`), 'ok'],
    ['first bytes under a name without extension', { filename: 'site' }, zip, 'ok'],
    ['first bytes under a type that says nothing', { contentType: 'application/octet-stream' }, zip, 'ok'],
    ['name against bytes', { filename: 'site.geojson' }, zip, 'unreadable_geometry_file'],
    ['name against bytes, zip', { filename: 'site.zip' }, json, 'invalid_zip'],
    ['type against bytes', { contentType: 'application/json' }, zip, 'unreadable_geometry_file'],
    ['another extension', { filename: 'site.shp' }, zip, 'unsupported_file_type'],
    ['a property of objects', { filename: 'site.constructor' }, zip, 'unsupported_file_type'],
    ['nothing known', {}, bytesOf('hello'), 'unsupported_file_type'],
    ['empty', { filename: 'site.kml' }, Buffer.alloc(0), 'unreadable_geometry_file'],
    ['zip after JSON', { filename: 'site.json' }, Buffer.concat([json, zip]), 'unreadable_geometry_file'],
    ['JSON after zip', { filename: 'site.zip' }, Buffer.concat([zip, json]), 'invalid_zip']
  ])('is decided by %s', async (_, options, bytes, code) => {
    expect(await codeOf(readUpload(bytes, options))).toBe(code)
  })

  it.each([
    '',
    '/',
    'a\0.json',
    '<script>.json',
    '\u202enosj.json',
    'CON',
    'con.json',
    '.json',
    '...',
    'x'.repeat(256),
    `${'é'.repeat(128)}.json`,
    '\u0441.json',
    'a:b.json'
  ])('is refused under the unsafe name %j', async (filename) => {
    expect(await codeOf(readUpload(json, { filename }))).toBe('unsafe_filename')
  })

  it.each(['Tŷ Mawr (2).json', 'Ty\u0302.json', '1.json', 'console.json'])(
    'takes the name %j',
    async (filename) => {
      expect(await codeOf(readUpload(json, { filename }))).toBe('ok')
    }
  )
})

describe('the source of an upload', () => {
  const json = bytesOf(SQUARE)

  it('may be a stream, and has no more bytes than allowed', async () => {
    expect(await readUpload(Readable.from([json.subarray(0, 9), json.subarray(9)]))).toMatchObject({
      ok: true
    })
    expect(await codeOf(readUpload(json, { maxBytes: json.length }))).toBe('ok')
    expect(await codeOf(readUpload(json, { maxBytes: json.length - 1 }))).toBe('file_size_too_large')
    expect(await codeOf(readUpload(Buffer.alloc(2 * 1024 * 1024 + 1)))).toBe('file_size_too_large')
  })

  it('is read no further than the limit', async () => {
    let taken = 0
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        taken++
        yield Buffer.alloc(100)
      }
    }
    expect(await codeOf(readUpload(endless(), { maxBytes: 1000 }))).toBe('file_size_too_large')
    expect(taken).toBe(11)
  })

  it('is given up when the signal says so, and its own failures are not the sender’s', async () => {
    await expect(readUpload(json, { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
      'stopped'
    )
    const broken = Readable.from(
      (async function* fail() {
        yield json
        throw new Error('connection lost')
      })()
    )
    await expect(readUpload(broken)).rejects.toThrow('connection lost')
  })
})
