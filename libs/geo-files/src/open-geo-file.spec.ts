import { gzipSync } from 'node:zlib'
import { GeoFileError } from './geo-file-error'
import { openGeoFile } from './open-geo-file'
import { makeGeoPackage } from './testing/make-geopackage'
import { TemporaryFolder } from './testing/temporary-folder'

describe('openGeoFile', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  const EMPTY = '{"type":"FeatureCollection","features":[]}'

  it.each(['a.geojson', 'a.JSON', 'a.b.geojson'])(
    'takes the extension of %s without regard to case',
    async (name) => {
      expect(await openGeoFile(folder.write(name, EMPTY))).toMatchObject({ format: 'geojson' })
    }
  )

  it.each([
    ['sites.shp', 'PK\x03\x04', 'its name promises shapefile, but it holds zip'],
    ['sites.zip', '\x00\x00\x27\x0a', 'its name promises zip, but it holds shapefile'],
    ['sites.shx', '\x00\x00\x27\x0a', 'files of this kind (shapefile) are not read'],
    ['sites.gml', '<?xml version="1.0"?>', 'files of this kind (XML) are not read'],
    ['sites.kml', EMPTY, 'its name promises XML, but it holds text'],
    ['sites', EMPTY, 'files of this kind (text) are not read'],
    ['sites.gpkg.gz', '\x1f\x8b', 'files of this kind (gzip) are not read'],
    ['sites.geojson', 'PK\x03\x04', 'its name promises text, but it holds zip'],
    ['sites.geojson', '<kml>', 'its name promises text, but it holds XML'],
    ['sites.geojson', '', 'its name promises text, but it holds nothing'],
    ['sites.geojson.gz', EMPTY, 'its name promises gzip, but it holds text'],
    ['sites.gpkg', EMPTY, 'its name promises SQLite, but it holds text'],
    ['sites.csv', 'SQLite format 3\0', 'its name promises text, but it holds SQLite']
  ])('refuses %s that starts with %j and names what is supported', async (name, content, problem) => {
    const opening = openGeoFile(folder.write(name, Buffer.from(content, 'latin1')))
    await expect(opening).rejects.toThrow(GeoFileError)
    await expect(opening).rejects.toMatchObject({
      file: name,
      feature: undefined,
      problem,
      fix: expect.stringContaining(
        'Supported are GeoPackage (.gpkg), GeoJSON (.geojson, .json, also .gz), KML (.kml), shapefile (.shp), a .zip'
      )
    })
  })

  it('refuses gzip inside a plain name and a database inside a packed one', async () => {
    await expect(openGeoFile(folder.write('a.json', gzipSync(EMPTY)))).rejects.toThrow('it holds gzip')
    const database = makeGeoPackage(folder.file('a.geojson.gz'), [])
    await expect(openGeoFile(database)).rejects.toThrow('it holds SQLite')
  })

  it('names a file that is missing or is a folder, without its path', async () => {
    await expect(openGeoFile(folder.file('none.gpkg'))).rejects.toThrow(
      'none.gpkg: it cannot be opened (ENOENT). Check that it is a file and may be read.'
    )
    await expect(openGeoFile(folder.path)).rejects.toThrow('it cannot be opened (EISDIR)')
  })
})
