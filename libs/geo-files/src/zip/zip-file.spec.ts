import { openGeoFile } from '../open-geo-file'
import { makeShapefile } from '../testing/make-shapefile'
import { makeZip, type TestEntry } from '../testing/make-zip'
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
    ).rejects.toThrow('it holds 2 GeoJSON files')
    await expect(readAll(write([{ name: 'a.txt', content: 'x' }]))).rejects.toThrow(
      'sites.zip: it holds no shapefile and no GeoJSON file. Zip the .shp, .shx, .dbf and .prj'
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

  it.each<[string, TestEntry, RegExp]>([
    ['an archive in the archive', { name: 'a/more.ZIP', content: 'x' }, /an archive inside the archive/],
    ['an encrypted entry', { name: 'b.json', content: 'x', isEncrypted: true }, /encrypted/],
    ['a symbolic link', { name: 'b.json', content: '/etc/passwd', isLink: true }, /symbolic link/],
    ['a repeated name', { name: 'sites.shp', content: 'x' }, /two entries/]
  ])('is refused for %s', async (_, entry, problem) => {
    await expect(readAll(write([...shapefile('sites'), entry]))).rejects.toThrow(problem)
  })

  it('is refused for an entry that unpacks to more than 100 times its size', async () => {
    const bomb = { name: 'a.json', content: Buffer.alloc(8 * 1024 * 1024, ' ') }
    await expect(readAll(write([bomb]))).rejects.toThrow('"a.json" unpacks to more than 100 times its size')
    await expect(readAll(write([{ ...bomb, declaredBytes: 100 }]))).rejects.toMatchObject({
      name: 'GeoFileError'
    })
  })

  it('is refused beyond its limits of bytes and entries, which options change', async () => {
    const path = write(shapefile('sites'))
    const small = { maxEntryBytes: 150, maxTotalBytes: 1e6 }
    await expect(readAll(path, { zipLimits: small })).rejects.toThrow('unpacks to more than 150 bytes')
    await expect(readAll(path, { maxBytes: 500 })).rejects.toThrow('it unpacks to more than 500 bytes')
    const many = write([...shapefile('a'), ...shapefile('b'), ...shapefile('c')])
    await expect(readAll(many)).rejects.toThrow('it has more than 10 entries')
    expect(await readAll(many, { zipLimits: { maxEntries: 12 } })).toHaveLength(1)
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
