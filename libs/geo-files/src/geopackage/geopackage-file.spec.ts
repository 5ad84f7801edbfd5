import { existsSync, readdirSync, readFileSync, readlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Polygon } from '@nrf/geometry'
import { Database } from 'node-sqlite3-wasm'
import { GeoFileError } from '../geo-file-error'
import { openGeoFile } from '../open-geo-file'
import { geometryBlob, makeGeoPackage } from '../testing/make-geopackage'
import { readAll, TemporaryFolder } from '../testing/temporary-folder'

const SQUARE: Polygon = {
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
const blob = geometryBlob(SQUARE)

/** Folders that were made to read the file; other tests make their own at the same time. */
function driverFoldersFor(path: string): string[] {
  const links = readdirSync(tmpdir())
    .filter((name) => name.startsWith('geo-file-'))
    .map((name) => join(tmpdir(), name, 'database'))
  return links.filter((link) => readlinkIfThere(link) === path)
}

function readlinkIfThere(link: string): string | undefined {
  try {
    return readlinkSync(link)
  } catch {
    return undefined
  }
}

describe('a GeoPackage', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  it('gives its layer, reference system, columns and rows in the order of the feature ids', async () => {
    const path = makeGeoPackage(folder.file('sites.gpkg'), [
      { name: 'sites', columns: 'name TEXT, size REAL, open BOOLEAN, seen DATETIME, photo BLOB', rows: [] }
    ])
    const database = new Database(path)
    database.run("INSERT INTO sites VALUES (7, ?, 'later', 2.5, 0, '2024-03-28T00:00:00', x'00')", [blob])
    database.run('INSERT INTO sites VALUES (3, NULL, NULL, 9e999, 1, NULL, NULL)')
    database.close()

    const file = await openGeoFile(path)
    expect(file).toMatchObject({
      format: 'geopackage',
      name: 'sites',
      crs: { epsg: 27700 },
      featureCount: undefined,
      columns: ['name', 'size', 'open', 'seen']
    })
    await file.close()
    expect(await readAll(path)).toEqual([
      { index: 1, attributes: { name: null, size: null, open: true, seen: null }, geometry: null },
      {
        index: 2,
        attributes: { name: 'later', size: 2.5, open: false, seen: '2024-03-28T00:00:00' },
        geometry: SQUARE
      }
    ])
  })

  it('takes the feature count that its writer noted', async () => {
    const count = `CREATE TABLE gpkg_ogr_contents (table_name TEXT, feature_count INTEGER);
      INSERT INTO gpkg_ogr_contents VALUES ('a', 12)`
    const file = await openGeoFile(makeGeoPackage(folder.file('a.gpkg'), [{ name: 'a' }], count))
    await file.close()
    expect(file.featureCount).toBe(12)
  })

  it.each([
    [4326, { epsg: 4326 }],
    [-1, null],
    [0, null],
    [100_001, { unsupported: '"ESRI:102100"' }],
    [5, { unsupported: 'srs_id 5' }]
  ])('says what srs_id %d stands for', async (srsId, crs) => {
    const file = await openGeoFile(makeGeoPackage(folder.file('a.gpkg'), [{ name: 'a', srsId }]))
    await file.close()
    expect(file.crs).toEqual(crs)
  })

  it('skips envelopes of every size, names other geometry types and gives null for empty ones', async () => {
    const wkb = (hex: string): Buffer => Buffer.from(hex, 'hex')
    const blobs = [
      ...[0, 1, 2, 3, 4].map((code) => geometryBlob(SQUARE, code)),
      geometryBlob(wkb('010300000000000000')),
      geometryBlob(wkb('0101000000000000000000f87f000000000000f87f'), 0, 0b1_0000),
      geometryBlob(wkb('0102000000')),
      geometryBlob(wkb('00'), 0, 0b10_0000)
    ]
    const rows = blobs.map((geometry) => [geometry])
    const features = await readAll(makeGeoPackage(folder.file('a.gpkg'), [{ name: 'a', rows }]))
    expect(features.map(({ geometry }) => geometry)).toEqual([
      SQUARE,
      SQUARE,
      SQUARE,
      SQUARE,
      SQUARE,
      null,
      null,
      { unsupported: 'LineString' },
      { unsupported: 'extended GeoPackage geometry' }
    ])
  })

  it.each([
    ['without header', Buffer.from('0103000000', 'hex')],
    ['shorter than a header', Buffer.from('GP')],
    ['with an envelope of unknown size', geometryBlob(SQUARE, 5)],
    ['that is cut off', blob.subarray(0, 40)],
    ['that is text', 'POLYGON ((0 0, 1 0, 1 1, 0 0))']
  ])('names the feature with a geometry %s', async (_name, geometry) => {
    const path = makeGeoPackage(folder.file('a.gpkg'), [{ name: 'a', rows: [[blob], [geometry]] }])
    await expect(readAll(path)).rejects.toMatchObject({
      name: 'GeoFileError',
      file: 'a.gpkg',
      feature: 2,
      message: expect.stringMatching(
        /^a\.gpkg, feature 2: its geometry cannot be read: .+\. Export the layer/
      )
    })
  })

  it('gives integers beyond 2^53 as text and refuses binary data among the attributes', async () => {
    const row = (value: bigint | Uint8Array): (bigint | Uint8Array | null)[][] => [[null, value]]
    const layer = { name: 'a', columns: 'v' }
    const big = makeGeoPackage(folder.file('a.gpkg'), [{ ...layer, rows: row(9_007_199_254_740_993n) }])
    expect((await readAll(big))[0].attributes).toEqual({ v: '9007199254740993' })
    const binary = makeGeoPackage(folder.file('b.gpkg'), [{ ...layer, rows: row(blob) }])
    await expect(readAll(binary)).rejects.toThrow('b.gpkg, feature 1: column "v" holds binary data')
  })

  it('reads tables and columns with hostile names', async () => {
    const name = "o'dd; DROP TABLE x--"
    const columns = '"a""b" TEXT, "__proto__" TEXT, "c0" TEXT, "geometry" TEXT, "select" TEXT'
    const rows = [[blob, '1', '2', '3', '4', '5']]
    const path = makeGeoPackage(folder.file('a.gpkg'), [{ name, columns, rows }])
    const [{ attributes, geometry }] = await readAll(path)
    expect(Object.entries(attributes)).toEqual([
      ['a"b', '1'],
      ['__proto__', '2'],
      ['c0', '3'],
      ['geometry', '4'],
      ['select', '5']
    ])
    expect(geometry).toEqual(SQUARE)
  })

  describe('of several layers', () => {
    const layers = [{ name: 'a', rows: [[blob]] }, { name: 'b' }]

    it('wants one of them named', async () => {
      const path = makeGeoPackage(folder.file('two.gpkg'), layers)
      expect(await readAll(path, { table: 'a' })).toHaveLength(1)
      expect(await readAll(path, { table: 'b' })).toHaveLength(0)
      await expect(openGeoFile(path)).rejects.toThrow(
        'it has 2 feature tables, and one is expected. Name one of "a", "b".'
      )
      await expect(openGeoFile(path, { table: 'c' })).rejects.toThrow(
        'it has no feature table "c". Name one of "a", "b".'
      )
    })
  })

  it('is refused when it has no feature table', async () => {
    const path = makeGeoPackage(folder.file('none.gpkg'), [])
    await expect(openGeoFile(path)).rejects.toThrow('it has 0 feature tables, and one is expected')
  })

  it('is refused when it is a plain SQLite database', async () => {
    const path = folder.file('plain.gpkg')
    const database = new Database(path)
    database.exec('CREATE TABLE t (a)')
    database.close()
    await expect(openGeoFile(path)).rejects.toThrow('it is a SQLite database, but no GeoPackage')
  })

  it('is refused when a layer is a view, which may compute without end', async () => {
    const view = `DROP TABLE a; CREATE VIEW a AS
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS fid, NULL AS geom FROM n`
    const path = makeGeoPackage(folder.file('view.gpkg'), [{ name: 'a' }], view)
    await expect(openGeoFile(path)).rejects.toThrow('views are not read')
  })

  it('keeps the limits of bytes and features', async () => {
    const path = makeGeoPackage(folder.file('a.gpkg'), [{ name: 'a', rows: [[blob], [blob]] }])
    await expect(readAll(path, { maxFeatures: 1 })).rejects.toThrow('a.gpkg: it has more than 1 features')
    expect(await readAll(path, { maxFeatures: 2 })).toHaveLength(2)
    await expect(openGeoFile(path, { maxBytes: 4096 })).rejects.toThrow('it has more than 4096 bytes')
  })

  describe('and the file system', () => {
    let path: string
    beforeEach(() => {
      path = makeGeoPackage(folder.file('a.gpkg'), [{ name: 'a', rows: [[blob], [blob], [blob]] }])
    })

    it('leaves nothing behind, neither beside the file nor among the temporary files', async () => {
      const bytes = readFileSync(path)
      const file = await openGeoFile(path)
      for await (const { index } of file.features()) if (index === 2) break
      expect(readdirSync(folder.path)).toEqual(['a.gpkg'])
      expect(driverFoldersFor(path)).toHaveLength(1)
      await file.close()
      await file.close()
      expect(readdirSync(folder.path)).toEqual(['a.gpkg'])
      expect(driverFoldersFor(path)).toEqual([])
      expect(readFileSync(path).equals(bytes)).toBe(true)
    })

    it('is read by two readers at once, each from its start as often as it likes', async () => {
      const files = await Promise.all([openGeoFile(path), openGeoFile(path)])
      const counts = await Promise.all(
        [...files, files[0]].map(async (file) => {
          let count = 0
          for await (const { index } of file.features()) count = index
          return count
        })
      )
      expect(counts).toEqual([3, 3, 3])
      await Promise.all(files.map((file) => file.close()))
    })

    it('says so when it is closed while it is read', async () => {
      const file = await openGeoFile(path)
      const reading = async (): Promise<void> => {
        for await (const { index } of file.features()) if (index === 1) await file.close()
      }
      await expect(reading()).rejects.toThrow('a.gpkg: it was closed while it was read')
      await expect(reading()).rejects.toThrow(GeoFileError)
    })

    it('is refused while changes to it lie in a side file', async () => {
      folder.write('a.gpkg-wal', 'x')
      await expect(openGeoFile(path)).rejects.toThrow('changes to it are still in the file ending -wal')
      folder.write('a.gpkg-wal', '')
      expect(await readAll(path)).toHaveLength(3)
    })

    it('is read when it was left in WAL mode', async () => {
      const bytes = readFileSync(path)
      bytes[18] = 2
      bytes[19] = 2
      writeFileSync(path, bytes)
      expect(await readAll(path)).toHaveLength(3)
      expect(readdirSync(folder.path)).toEqual(['a.gpkg'])
    })

    it('that is cut off or overwritten anywhere gives an error or rows, and never hangs or stays locked', async () => {
      const bytes = readFileSync(path)
      const outcomes = new Set<string>()
      for (let at = 16; at < bytes.length; at += 197) {
        writeFileSync(path, bytes)
        if (at % 2 === 0) truncateSync(path, at)
        else
          writeFileSync(
            path,
            Buffer.concat([bytes.subarray(0, at), Buffer.alloc(64, 0xff), bytes.subarray(at + 64)])
          )
        outcomes.add(await outcomeOf(path))
      }
      expect([...outcomes].toSorted()).toEqual(['GeoFileError', 'read'])
      expect(driverFoldersFor(path)).toEqual([])
      expect(existsSync(`${path}.lock`)).toBe(false)
    })

    async function outcomeOf(damaged: string): Promise<string> {
      try {
        await readAll(damaged)
        return 'read'
      } catch (error) {
        return error instanceof Error ? error.name : 'unknown'
      }
    }
  })
})
