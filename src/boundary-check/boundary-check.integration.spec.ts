import { makeShapefile, makeZip, type TestEntry } from '../../libs/geo-files/src/testing'
import { databaseOptionsFor } from '../../test/builders/database-options'
import { aPolygon, aSquare, aStar } from '../../test/builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import { BoundaryCheckBench, PublishedApi, type CheckAnswer } from '../../test/builders/boundary-check-bench'
import { bowTie, GRID, loadEdps, named, onGrid, site } from '../../test/builders/uploaded-sites'

describe('the boundary check over HTTP', () => {
  const api = new PublishedApi()
  let testDatabase: TestDatabase
  let bench: BoundaryCheckBench

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    await loadEdps(testDatabase)
    bench = await BoundaryCheckBench.start(databaseOptionsFor(testDatabase))
  }, 120_000)

  afterAll(async () => {
    await bench?.stop()
    await testDatabase?.close()
  })

  const codeOf = async (answering: Promise<CheckAnswer>) => {
    const answer = await answering
    expect(api.faultsOf(answer)).toEqual([])
    return [answer.status, answer.body['error']]
  }

  describe('a boundary that can be used', () => {
    it('comes back on the grid and in degrees, measured, with the EDP areas that it meets', async () => {
      const answer = await bench.uploadJson(onGrid(site))
      expect(api.faultsOf(answer)).toEqual([])
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({
        boundaryGeometryOriginal: { type: 'Polygon', crs: GRID, coordinates: site.coordinates },
        boundaryGeometryWgs84: { type: 'Polygon' },
        boundaryMetadata: {
          area: { hectares: 1, acres: 2.4711 },
          perimeter: { kilometres: 0.4, miles: 0.2485 }
        },
        error: null
      })
      expect(answer.body['intersectingEdps']).toMatchObject([
        {
          label: 'A half',
          n2k_site_name: 'A half',
          overlap_area_ha: 0.5,
          overlap_area_sqm: 5000,
          overlap_percentage: 50
        },
        {
          label: 'B beside',
          overlap_area_ha: 0,
          overlap_area_sqm: 0,
          overlap_percentage: 0,
          intersection_geometry: null
        }
      ])
      expect(JSON.stringify(answer.body)).not.toContain('secret')
    })

    it('may meet no EDP area', async () => {
      const answer = await bench.uploadJson(onGrid(aPolygon(aSquare(400_000, 300_000, 50))))
      expect(answer).toMatchObject({ status: 200, body: { intersectingEdps: [], error: null } })
    })

    it('is in degrees when nothing else is said, as Feature or bare geometry too', async () => {
      const { body } = await bench.uploadJson(onGrid(site))
      const degrees = body['boundaryGeometryWgs84']
      for (const value of [degrees, { type: 'Feature', properties: null, geometry: degrees }]) {
        const answer = await bench.uploadJson(value, 'SITE.JSON')
        expect(answer).toMatchObject({ status: 200, body: { boundaryMetadata: { area: { hectares: 1 } } } })
      }
    })

    it('is the first of several, and all of them are looked at for EDP areas', async () => {
      const far = aPolygon(aSquare(640_000, 310_000, 100))
      const answer = await bench.uploadJson(onGrid(site, far))
      expect(answer.body).toMatchObject({
        boundaryGeometryOriginal: { coordinates: site.coordinates },
        boundaryMetadata: { area: { hectares: 1 } }
      })
      expect(answer.body['intersectingEdps']).toMatchObject([{ label: 'A half', overlap_percentage: 25 }, {}])
    })
  })

  it.each([
    ['E-02 another reference system', 422, 'unsupported_crs', { ...onGrid(site), crs: named('EPSG::123') }],
    ['a reference system without a name', 422, 'unsupported_crs', { ...onGrid(site), crs: {} }],
    ['E-11 Australia', 400, 'coordinates_out_of_range', aPolygon(aSquare(150, -35, 1))],
    [
      'E-08 an easting off the grid',
      400,
      'coordinates_out_of_range',
      onGrid(aPolygon(aSquare(900_000, 310_000, 100)))
    ],
    [
      'E-07 degrees under EPSG:27700',
      400,
      'coordinates_out_of_range',
      onGrid(aPolygon(aSquare(1.2, 52, 0.01)))
    ],
    ['no geometry', 400, 'invalid_geometry', onGrid(site, null)],
    ['D-02 no coordinates', 400, 'invalid_geometry', onGrid({ type: 'Polygon' })],
    [
      'D-08 a point',
      400,
      'unsupported_geometry_type',
      onGrid({ type: 'Point', coordinates: [620_000, 310_000] })
    ],
    [
      'a MultiPolygon',
      400,
      'unsupported_geometry_type',
      onGrid({ type: 'MultiPolygon', coordinates: [site.coordinates] })
    ],
    ['D-01 a bow-tie', 400, 'self_intersecting_geometry', onGrid(bowTie)],
    [
      'a hole',
      400,
      'geometry_has_holes',
      onGrid(aPolygon(site.coordinates[0], aSquare(620_010, 310_010, 10)))
    ],
    [
      'D-04 a repeated point',
      400,
      'duplicate_vertices',
      onGrid(aPolygon([site.coordinates[0][0], ...site.coordinates[0]]))
    ],
    [
      'a point repeated before the closure',
      400,
      'duplicate_vertices',
      onGrid(aPolygon([...site.coordinates[0], site.coordinates[0][0]]))
    ],
    ['D-05 an open ring', 400, 'unclosed_ring', onGrid(aPolygon(site.coordinates[0].slice(0, -1)))],
    ['no feature', 400, 'no_polygon_found', onGrid()],
    ['an empty polygon', 400, 'no_polygon_found', onGrid({ type: 'Polygon', coordinates: [] })],
    [
      'D-16 too many points',
      400,
      'too_many_vertices',
      onGrid(aPolygon(aStar(620_000, 310_000, 100_001).map(([x, y]) => [Math.round(x), Math.round(y)])))
    ],
    ['another document', 400, 'unreadable_geometry_file', { type: 'Topology' }]
  ])('is refused for %s', async (_, status, code, value) => {
    expect(await codeOf(bench.uploadJson(value))).toEqual([status, code])
  })

  it.each([
    ['H-16 text named .geojson', 'hello', 'site.geojson', 'unreadable_geometry_file'],
    [
      'G-01 infinite ordinates',
      JSON.stringify(onGrid(site)).replaceAll('620000', '1e999'),
      'site.geojson',
      'coordinates_out_of_range'
    ],
    [
      'B-02 a key that comes twice',
      '{"type":"Point","type":"Polygon","coordinates":[]}',
      'site.json',
      'unreadable_geometry_file'
    ],
    ['a spreadsheet', 'PK', 'site.xlsx', 'unsupported_file_type'],
    ['no extension', '{}', 'site', 'unsupported_file_type'],
    ['H-01 no zip archive', 'hello', 'site.zip', 'unreadable_geometry_file'],
    ['H-22 a name that is not safe', '{}', '<script>.geojson', 'unsafe_filename'],
    ['no KML', 'hello', 'site.kml', 'unreadable_geometry_file']
  ])('is refused for %s', async (_, content, filename, code) => {
    expect(await codeOf(bench.upload(content, filename))).toEqual([400, code])
  })

  describe('a zip archive', () => {
    const zipped = (...entries: TestEntry[]) => bench.upload(makeZip(entries), 'site.zip')
    const parts = (stem: string, leaveOut = '') =>
      Object.entries(makeShapefile([{ rings: site.coordinates, values: ['A'] }]))
        .map(([part, content]) => ({ name: `${stem}.${part}`, content }))
        .filter(({ name }) => !leaveOut || !name.endsWith(leaveOut))
    const json = (name: string, content: unknown = onGrid(site)) => ({
      name,
      content: JSON.stringify(content)
    })

    it('holds a shapefile in any folder, or GeoJSON', async () => {
      expect(await codeOf(zipped(...parts('a/b/SITE')))).toEqual([200, null])
      expect(await codeOf(zipped(json('a/site.geojson')))).toEqual([200, null])
    })

    it('is looked through for the file that is asked for', async () => {
      const archive = makeZip([
        json('a/one.geojson'),
        json('b/two.json', onGrid(bowTie)),
        json('c/ONE.geojson')
      ])
      const asking = (boundary_filename: string) =>
        codeOf(bench.upload(archive, 'site.zip', { boundary_filename }))
      expect(await asking('TWO.json')).toEqual([400, 'self_intersecting_geometry'])
      expect(await asking('one.geojson')).toEqual([400, 'zip_ambiguous_filename'])
      expect(await asking('three.geojson')).toEqual([400, 'boundary_file_not_found_in_zip'])
      expect(await asking('one.txt')).toEqual([400, 'unsupported_file_type'])
    })

    it.each<[string, number, string, () => TestEntry[]]>([
      ['H-11 no .prj', 422, 'missing_crs', () => parts('site', '.prj')],
      ['H-10 no .dbf', 400, 'zip_missing_shapefile_parts', () => parts('site', '.dbf')],
      ['nothing of interest', 400, 'zip_missing_shapefile', () => [{ name: 'a.txt', content: 'x' }]],
      ['H-07 a path that leads out', 400, 'zip_unsafe_path', () => [json('../site.geojson')]],
      [
        'H-02 fifteen files',
        400,
        'zip_too_many_files',
        () => Array.from({ length: 15 }, (_, i) => json(`${i}.geojson`))
      ],
      [
        'H-05 a bomb',
        400,
        'zip_entry_too_large',
        () => [{ name: 'a.geojson', content: Buffer.alloc(2_000_000, ' ') }]
      ],
      [
        'an archive inside',
        400,
        'zip_nested_zip',
        () => [json('site.geojson'), { name: 'b.zip', content: 'x' }]
      ]
    ])('is refused for %s', async (_, status, code, entries) => {
      expect(await codeOf(zipped(...entries()))).toEqual([status, code])
    })
  })

  it('takes KML in degrees', async () => {
    const { body } = await bench.uploadJson(onGrid(site))
    const { coordinates } = body['boundaryGeometryWgs84'] as { coordinates: number[][][] }
    const text = coordinates[0].map((position) => `${position.join(',')},0`).join(' ')
    const kml =
      '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>' +
      `${text}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`
    const answer = await bench.upload(kml, 'site.KML')
    expect(answer).toMatchObject({
      status: 200,
      body: { boundaryMetadata: { area: { hectares: 1 } }, error: null }
    })
  })

  it('tells the first broken rule in the published order', async () => {
    const holed = aPolygon([...site.coordinates[0], site.coordinates[0][0]], aSquare(620_010, 310_010, 10))
    const point = { type: 'Point', coordinates: [620_000, 310_000] }
    const worst = [null, point, bowTie, holed]
    const codes = []
    for (let left = 0; left < worst.length; left++)
      codes.push(await codeOf(bench.uploadJson(onGrid(...worst.slice(left)))))
    expect(codes.map(([, code]) => code)).toEqual([
      'invalid_geometry',
      'unsupported_geometry_type',
      'self_intersecting_geometry',
      'geometry_has_holes'
    ])
    expect(await codeOf(bench.uploadJson({ ...onGrid(bowTie), crs: named('EPSG::3857') }))).toEqual([
      422,
      'unsupported_crs'
    ])
  })

  it('shows shapes that are no boundary, with their bounds, and figures only of valid ones', async () => {
    const { body } = await bench.uploadJson(onGrid(bowTie))
    expect(body).toMatchObject({
      boundaryGeometryOriginal: null,
      boundaryGeometryWgs84: {
        type: 'FeatureCollection',
        bbox: [
          expect.closeTo(1.25, 1),
          expect.closeTo(52.6, 1),
          expect.closeTo(1.25, 1),
          expect.closeTo(52.6, 1)
        ],
        features: [{ type: 'Feature', properties: null, geometry: { type: 'Polygon' } }]
      },
      intersectingEdps: [],
      boundaryMetadata: null
    })
    const holed = await bench.uploadJson(onGrid(aPolygon(site.coordinates[0], aSquare(620_010, 310_010, 10))))
    expect(holed.body['boundaryMetadata']).toMatchObject({ area: { hectares: 0.99 } })
  })

  it('D-17 decides a zigzag that crosses itself 780,000 times without blocking anybody', async () => {
    const ring = Array.from({ length: 2000 }, (_, i): [number, number] => [
      620_000 + (i % 2) * 500,
      310_000 + ((i * 997) % 2000) / 10
    ])
    const startedAt = performance.now()
    expect(await codeOf(bench.uploadJson(onGrid(aPolygon([...ring, ring[0]]))))).toEqual([
      400,
      'self_intersecting_geometry'
    ])
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  })

  it('checks many at once, or says that it is busy', async () => {
    const answers = await Promise.all(Array.from({ length: 24 }, () => bench.uploadJson(onGrid(site))))
    expect(answers.flatMap((answer) => api.faultsOf(answer))).toEqual([])
    expect(new Set(answers.map(({ status }) => status)).has(200)).toBe(true)
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true)
  })

  it('logs an event about each check, and nothing of its content', async () => {
    await bench.uploadJson(onGrid(bowTie))
    expect(bench.events.at(-1)).toMatchObject({
      'event.action': 'boundary_checked',
      'event.outcome': 'failure',
      'error.code': 'self_intersecting_geometry'
    })
    const names = new Set(bench.events.flatMap((event) => Object.keys(event)))
    expect([...names].sort()).toEqual(['error.code', 'event.action', 'event.duration', 'event.outcome'])
  })
})
