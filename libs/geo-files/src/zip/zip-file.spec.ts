import { openGeoFile } from '../open-geo-file'
import { makeShapefile } from '../testing/make-shapefile'
import {
  entryBytes,
  makeZip,
  type TestArchive,
  type TestEntry,
  ZIP64_FIELD,
  ZIP64_LOCATOR
} from '../testing/make-zip'
import { readAll, TemporaryFolder } from '../testing/temporary-folder'

const shapefile = (stem: string, name = 'A'): TestEntry[] =>
  Object.entries(
    makeShapefile([
      {
        rings: [
          [
            [0, 0],
            [0, 9],
            [9, 9],
            [0, 0]
          ]
        ],
        values: [name]
      }
    ])
  ).map(([part, content]) => ({ name: `${stem}.${part}`, content }))

const COLLECTION =
  '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":null}]}'

describe('a zip archive', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  const write = (entries: readonly TestEntry[]): string => folder.write('sites.zip', makeZip(entries))
  const attributesOf = async (entries: readonly TestEntry[]) =>
    (await readAll(write(entries))).map(({ attributes }) => attributes)

  it('holds a shapefile in any folder, beside files that are nobody’s', async () => {
    const entries = [
      { name: 'deep/', content: '' },
      { name: '__MACOSX/deep/._sites.shp', content: 'x' },
      { name: 'deep/._sites.shp', content: 'x' },
      ...shapefile('deep/er/sites'),
      ...Array.from({ length: 20 }, (_, i) => ({ name: `deep/er/sites.sbn${i}`, content: 'x' }))
    ]
    expect(await attributesOf(entries)).toEqual([{ Name: 'A' }])
    expect(await openGeoFile(write(entries))).toMatchObject({ name: 'sites', crs: { epsg: 27700 } })
  })

  it('is read by the path that sorts first without regard to case', async () => {
    expect(await attributesOf([...shapefile('b/sites', 'b'), ...shapefile('A/sites', 'a')])).toEqual([
      { Name: 'a' }
    ])
    expect(await attributesOf([...shapefile('B/sites', 'b'), ...shapefile('a/sites', 'a')])).toEqual([
      { Name: 'a' }
    ])
  })

  it('takes parts with the same stem in the same folder only, whatever their case', async () => {
    const [shp, ...others] = shapefile('Sites')
    const upper = others.map(({ name, content }) => ({ name: name.toUpperCase(), content }))
    expect(await attributesOf([shp, ...upper])).toEqual([{ Name: 'A' }])
    const elsewhere = others.map(({ name, content }) => ({ name: `x/${name}`, content }))
    await expect(readAll(write([shp, ...elsewhere]))).rejects.toThrow('lacks its .shx, .dbf, .prj part')
  })

  it('holds one GeoJSON file otherwise', async () => {
    expect(await attributesOf([{ name: 'x/a.geojson', content: COLLECTION }])).toEqual([{ a: 1 }])
    await expect(
      readAll(write([1, 2].map((i) => ({ name: `${i}.json`, content: COLLECTION }))))
    ).rejects.toThrow('it holds 2 GeoJSON or KML files')
    await expect(readAll(write([{ name: 'a.txt', content: 'x' }]))).rejects.toThrow(
      'sites.zip: it holds no shapefile and no GeoJSON or KML file. Zip the .shp, .shx, .dbf and .prj'
    )
  })

  it.each([
    '../sites.shp',
    'a/../../sites.shp',
    '/etc/sites.shp',
    'C:/sites.shp',
    'c:sites.txt',
    'a\\sites.shp',
    '..\\sites.txt',
    'sites.shp\0.txt'
  ])('is refused for the entry %j', async (name) => {
    await expect(readAll(write([...shapefile('sites'), { name, content: 'x' }]))).rejects.toMatchObject({
      name: 'GeoFileError',
      file: 'sites.zip'
    })
  })

  it.each<[string, string, TestEntry, RegExp]>([
    ['an archive in the archive', 'zip_nested_zip', { name: 'a/more.ZIP', content: 'x' }, /archive inside/],
    ['an encrypted entry', 'invalid_zip', { name: 'b.json', content: 'x', isEncrypted: true }, /encrypted/],
    ['a symbolic link', 'zip_unsafe_path', { name: 'b', content: '/etc', mode: 0o120777 }, /symbolic link/],
    ['a device', 'zip_unsafe_path', { name: 'b', content: '', mode: 0o020644 }, /a device/],
    ['another method', 'invalid_zip', { name: 'b', content: 'x', method: 12 }, /packed by method 12/],
    ['64-bit sizes', 'invalid_zip', { name: 'b', content: 'x', extra: ZIP64_FIELD }, /zip64/],
    ['two names', 'invalid_zip', { name: 'b', content: 'x', localName: 'c' }, /something else/],
    ['a repeated name', 'invalid_zip', { name: 'sites.shp', content: 'x' }, /two entries/]
  ])('is refused for %s', async (_, code, entry, problem) => {
    const reading = readAll(write([...shapefile('sites'), entry]))
    await expect(reading).rejects.toMatchObject({ code, problem: expect.stringMatching(problem) })
  })

  it.each<[string, TestArchive, RegExp]>([
    ['in several parts', { disk: 1 }, /several parts/],
    ['with a 64-bit directory', { beforeEnd: ZIP64_LOCATOR }, /zip64/],
    ['with bytes between directory and end', { beforeEnd: Buffer.from('more') }, /not counted/],
    ['with fewer entries than it has', { declaredEntries: 1 }, /not counted/],
    ['that begins with something else', { before: Buffer.from('PK\x03\x04{}') }, /begin with its first entry/]
  ])('is refused %s', async (_, archive, problem) => {
    const path = folder.write('sites.zip', makeZip(shapefile('sites'), archive))
    await expect(readAll(path)).rejects.toMatchObject({
      code: 'invalid_zip',
      problem: expect.stringMatching(problem)
    })
  })

  it('is refused with entries that share their bytes: each would unpack the same data again', async () => {
    const inner = { name: 'a.json', content: COLLECTION }
    const outer = { name: 'b.txt', content: entryBytes(inner), method: 0 }
    const path = write([outer, { ...inner, at: 30 + outer.name.length }])
    await expect(readAll(path)).rejects.toMatchObject({
      code: 'invalid_zip',
      problem: '"a.json" overlaps another entry'
    })
  })

  it('takes a comment and stored entries', async () => {
    const entries = shapefile('sites').map((entry) => ({ ...entry, method: 0 }))
    const path = folder.write('sites.zip', makeZip(entries, { comment: 'made by hand' }))
    expect(await readAll(path)).toHaveLength(1)
  })

  it('is refused for an entry that unpacks to more than 100 times its size', async () => {
    const bomb = { name: 'a.json', content: Buffer.alloc(8 * 1024 * 1024, ' ') }
    const reading = readAll(write([bomb]))
    await expect(reading).rejects.toThrow('"a.json" unpacks to more than 100 times its size')
    await expect(reading).rejects.toMatchObject({ code: 'zip_entry_too_large' })
  })

  it('counts the bytes themselves, whatever the directory says', async () => {
    const content = COLLECTION + ' '.repeat(3000)
    const liar = { name: 'a.json', content, declaredBytes: 100 }
    const limited = readAll(write([liar]), { zipLimits: { maxEntryBytes: 2000 } })
    await expect(limited).rejects.toMatchObject({ code: 'zip_entry_too_large' })
    await expect(readAll(write([liar]))).rejects.toThrow('"a.json" has another size than the directory says')
  })

  it('is refused beyond its limits of bytes and entries, which options change', async () => {
    const path = write(shapefile('sites'))
    const small = { maxEntryBytes: 150, maxTotalBytes: 1e6 }
    await expect(readAll(path, { zipLimits: small })).rejects.toThrow('unpacks to more than 150 bytes')
    await expect(readAll(path, { maxBytes: 500 })).rejects.toMatchObject({
      code: 'zip_total_too_large',
      problem: 'it unpacks to more than 500 bytes'
    })
    const many = write(Array.from({ length: 101 }, (_, i) => ({ name: `${i}.txt`, content: 'x' })))
    await expect(readAll(many)).rejects.toThrow('it has more than 100 entries')
    const some = write([...shapefile('a'), ...shapefile('b'), ...shapefile('c')])
    await expect(readAll(some, { zipLimits: { maxEntries: 11 } })).rejects.toMatchObject({
      code: 'zip_too_many_files'
    })
    expect(await readAll(some)).toHaveLength(1)
  })

  it.each([65_535, 65_536, 70_000])('is refused with %d entries', async (count) => {
    const entries = Array.from({ length: count }, (_, i) => ({ name: `${i}`, content: '', method: 0 }))
    await expect(readAll(write(entries))).rejects.toMatchObject({
      code: expect.stringMatching(/^(zip_too_many_files|invalid_zip)$/)
    })
  })

  it('is refused for a wrong checksum', async () => {
    const [shp, ...parts] = shapefile('sites')
    await expect(readAll(write([{ ...shp, checksum: 1 }, ...parts]))).rejects.toThrow('its checksum is wrong')
  })

  it('is refused when it is cut off anywhere or a byte is wrong, by name and without a crash', async () => {
    const sound = makeZip(shapefile('sites'))
    for (let length = 4; length < sound.length; length += 7) {
      const path = folder.write('sites.zip', sound.subarray(0, length))
      await expect(readAll(path)).rejects.toMatchObject({ name: 'GeoFileError', file: 'sites.zip' })
    }
    for (let at = 2; at < sound.length; at += 11) {
      const wrong = Buffer.from(sound)
      wrong[at] ^= 0xff
      const ending = await readAll(folder.write('sites.zip', wrong)).then(
        (features) => features.length,
        (error: unknown) => (error instanceof Error ? error.name : error)
      )
      expect([1, 'GeoFileError']).toContain(ending)
    }
  })
})
