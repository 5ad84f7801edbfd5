import { openGeoFile } from '../open-geo-file'
import { readAll, TemporaryFolder } from '../testing/temporary-folder'

const KML = 'http://www.opengis.net/kml/2.2'
const SQUARE = '1.2,52.7 1.3,52.7 1.3,52.8 1.2,52.7'
const ring = (side: string, coordinates: string) =>
  `<${side}BoundaryIs><LinearRing><coordinates>${coordinates}</coordinates></LinearRing></${side}BoundaryIs>`
const polygon = (outer = SQUARE, ...inner: string[]) =>
  `<Polygon>${ring('outer', outer)}${inner.map((hole) => ring('inner', hole)).join('')}</Polygon>`
const placemark = (content: string) => `<Placemark>${content}</Placemark>`
const document = (content: string, namespace = ` xmlns="${KML}"`) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<kml${namespace}><Document>${content}</Document></kml>`

const SQUARE_RING = [
  [1.2, 52.7],
  [1.3, 52.7],
  [1.3, 52.8],
  [1.2, 52.7]
]

describe('a KML file', () => {
  let folder: TemporaryFolder
  beforeEach(() => {
    folder = new TemporaryFolder()
  })
  afterEach(() => folder.remove())

  const read = (content: string) => readAll(folder.write('sites.kml', content))
  const geometryOf = async (content: string) => (await read(document(placemark(content))))[0].geometry

  it('gives the placemarks of all folders, in degrees, with their names and data', async () => {
    const data =
      '<ExtendedData><Data name="Dwellings"><displayName>Homes</displayName><value>12</value></Data>' +
      '<SchemaData schemaUrl="#s"><SimpleData name="Source">plan &amp; map</SimpleData></SchemaData></ExtendedData>'
    const path = folder.write(
      'sites.kml',
      document(
        `<name>All</name><Folder><name>South</name>${placemark(`<name>Mill</name>${data}${polygon()}`)}</Folder>` +
          `<Folder><Folder>${placemark(polygon())}</Folder></Folder>`
      )
    )
    const file = await openGeoFile(path)
    expect(file).toMatchObject({
      format: 'kml',
      name: 'sites',
      crs: null,
      featureCount: 2,
      columns: ['name', 'Dwellings', 'Source']
    })
    const geometry = { type: 'Polygon', coordinates: [SQUARE_RING] }
    expect(await readAll(path)).toEqual([
      { index: 1, attributes: { name: 'Mill', Dwellings: '12', Source: 'plan & map' }, geometry },
      { index: 2, attributes: { name: null, Dwellings: null, Source: null }, geometry }
    ])
  })

  it('has holes, drops heights, and takes a MultiGeometry as one shape', async () => {
    const withHeights = SQUARE.replaceAll(' ', ',7\n ').concat(',7')
    expect(await geometryOf(polygon(withHeights, SQUARE))).toEqual({
      type: 'Polygon',
      coordinates: [SQUARE_RING, SQUARE_RING]
    })
    const multi = (content: string) => `<MultiGeometry>${content}</MultiGeometry>`
    expect(await geometryOf(multi(polygon()))).toMatchObject({ type: 'Polygon' })
    expect(await geometryOf(multi(polygon() + multi(polygon())))).toEqual({
      type: 'MultiPolygon',
      coordinates: [[SQUARE_RING], [SQUARE_RING]]
    })
  })

  it.each([
    ['<Point><coordinates>1,52</coordinates></Point>', 'Point'],
    ['<LineString><coordinates>1,52 2,52</coordinates></LineString>', 'LineString'],
    [`<LinearRing><coordinates>${SQUARE}</coordinates></LinearRing>`, 'LinearRing'],
    [`<MultiGeometry>${polygon()}<Point/></MultiGeometry>`, 'Point'],
    ['<gx:Track xmlns:gx="http://www.google.com/kml/ext/2.2"/>', 'Track']
  ])('names shapes without an area: %s', async (content, unsupported) => {
    expect(await geometryOf(content)).toEqual({ unsupported })
  })

  it('has no geometry for a placemark without one', async () => {
    expect(await geometryOf('<name>empty</name>')).toBeNull()
  })

  it.each([
    [
      'a prefix',
      `<k:kml xmlns:k="${KML}"><k:Placemark>${polygon().replace(/<(\/?)/g, '<$1k:')}</k:Placemark></k:kml>`
    ],
    ['no namespace', document(placemark(polygon()), '')],
    ['an old namespace', document(placemark(polygon()), ' xmlns="http://earth.google.com/kml/2.1"')],
    ['a byte-order mark', `\ufeff${document(placemark(polygon()))}`],
    [
      'a DOCTYPE in a description',
      document(placemark(`<description><![CDATA[<!DOCTYPE html>]]></description>${polygon()}`))
    ],
    [
      'CDATA and comments',
      document(placemark(polygon(`<![CDATA[1.2,52.7 1.3,52.7]]> <!-- x -->1.3,52.8 1.2,52.7`)))
    ]
  ])('is read with %s', async (_, content) => {
    expect(await read(content)).toMatchObject([{ geometry: { coordinates: [SQUARE_RING] } }])
  })

  it('does not take elements of other namespaces for its own', async () => {
    const foreign = `<x:Placemark xmlns:x="urn:other">${polygon()}</x:Placemark>`
    expect(await read(document(foreign + placemark(polygon())))).toHaveLength(1)
  })

  const LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
  it.each([
    [
      'an external entity',
      `<!DOCTYPE kml [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml xmlns="${KML}">&e;</kml>`,
      'DOCTYPE'
    ],
    ['a billion laughs', `${LAUGHS}<kml xmlns="${KML}">&c;</kml>`, 'DOCTYPE'],
    ['a DOCTYPE elsewhere', '<!DOCTYPE kml SYSTEM "http://127.0.0.1:1/kml.dtd"><kml/>', 'DOCTYPE'],
    ['an unknown entity', document(placemark('<name>&e;</name>')), 'no well-formed XML'],
    [
      'a NetworkLink',
      document('<NetworkLink><Link><href>http://127.0.0.1:1/</href></Link></NetworkLink>'),
      'NetworkLink'
    ],
    ['another root', '<gml/>', 'it is XML, but no KML'],
    ['another namespace', document(placemark(polygon()), ' xmlns="urn:other"'), 'it is XML, but no KML'],
    ['placemarks in placemarks', document(placemark(placemark(''))), 'a Placemark inside a Placemark'],
    [
      'deep nesting',
      document('<Folder>'.repeat(100) + '</Folder>'.repeat(100)),
      'nested deeper than 64 levels'
    ],
    ['an end too early', document(placemark(polygon())).slice(0, -8), 'no well-formed XML']
  ])('is refused with %s', async (_, content, problem) => {
    await expect(read(content)).rejects.toMatchObject({
      name: 'GeoFileError',
      code: 'unreadable_geometry_file',
      problem: expect.stringContaining(problem)
    })
  })

  it('is refused when it is not UTF-8', async () => {
    const bytes = Buffer.from(document(placemark('<name>caf\xe9</name>')), 'latin1')
    await expect(readAll(folder.write('sites.kml', bytes))).rejects.toThrow('it is not UTF-8 text')
  })

  it.each([
    ['1.2,52.7 x', 'its coordinates are no longitudes and latitudes'],
    ['1.2, 52.7', 'its coordinates are no longitudes and latitudes'],
    ['1,2,3,4', 'its coordinates are no longitudes and latitudes'],
    ['1e999,1', 'its coordinates are no longitudes and latitudes'],
    ['0x10,1', 'its coordinates are no longitudes and latitudes'],
    ['', 'its coordinates are no longitudes and latitudes']
  ])('names the placemark whose coordinates are %j', async (coordinates, problem) => {
    const content = document(placemark(polygon()) + placemark(polygon(coordinates)))
    await expect(read(content)).rejects.toMatchObject({ feature: 2, problem })
    const bad: unknown[] = []
    const path = folder.write('sites.kml', content)
    expect(await readAll(path, { onBadFeature: ({ feature }) => bad.push(feature) })).toHaveLength(1)
    expect(bad).toEqual([2])
  })

  it('names the placemark whose polygon has no outer boundary', async () => {
    await expect(geometryOf('<Polygon/>')).rejects.toMatchObject({
      feature: 1,
      problem: 'its polygon has 0 outer boundaries'
    })
  })

  it('is refused beyond the limit of features', async () => {
    const path = folder.write('sites.kml', document(placemark(polygon()).repeat(10_000)))
    await expect(readAll(path, { maxFeatures: 9_999 })).rejects.toMatchObject({ code: 'ambiguous_boundary' })
    expect(await readAll(path)).toHaveLength(10_000)
  })

  it('is refused for a DOCTYPE before all of it is read, and for one far behind the start', async () => {
    const entities = '<!ENTITY a "b">'.repeat(100_000)
    await expect(read(`<!DOCTYPE kml [${entities}`)).rejects.toThrow('it has a DOCTYPE')
    const comment = `<!--${' '.repeat(256 * 1024 - 12)}-->`
    await expect(read(`${comment}<!DOCTYPE kml []>${document('')}`)).rejects.toThrow('it has a DOCTYPE')
  })

  it('is refused when it is cut off anywhere', async () => {
    const sound = document(placemark(polygon()))
    for (let length = 1; length < sound.length; length += 5) {
      await expect(read(sound.slice(0, length))).rejects.toMatchObject({ name: 'GeoFileError' })
    }
  })
})
