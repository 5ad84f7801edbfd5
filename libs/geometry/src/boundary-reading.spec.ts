import * as fc from 'fast-check'
import { readBoundary, readOutlines, type BoundaryOptions, type BoundaryReading } from './boundary-reading'
import { toEwkb } from './ewkb'
import type { AreaGeometry, Polygon } from './geojson'
import { fromWkb } from './wkb-reader'

const GRID: BoundaryOptions = { srid: 27700, maxVertices: 1000 }
const WGS84: BoundaryOptions = { srid: 4326, maxVertices: 1000 }

const square = (x: number, y: number, size: number): [number, number][] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y]
]
const SITE: Polygon = { type: 'Polygon', coordinates: [square(600_000, 300_000, 100)] }
const SITE_IN_DEGREES: Polygon = { type: 'Polygon', coordinates: [square(1.26, 52.78, 0.001)] }
const polygonOf = (...rings: unknown[]): unknown => ({ type: 'Polygon', coordinates: rings })
const withCrs = (name: unknown, geometry: object = SITE): unknown => ({
  ...geometry,
  crs: { type: 'name', properties: { name } }
})
const featureOf = (geometry: unknown, more: object = {}): unknown => ({
  type: 'Feature',
  properties: {},
  geometry,
  ...more
})

function sparse(length: number): unknown[] {
  const array: unknown[] = []
  array.length = length
  return array
}

function geometryOf(reading: BoundaryReading): AreaGeometry {
  if (!reading.ok) throw new Error(reading.problem.message)
  return fromWkb(reading.ewkb)
}

function problemOf(value: unknown, options = GRID): { code: string; message: string } {
  const result = readBoundary(value, options)
  if (result.ok) throw new Error('The boundary passed')
  return result.problem
}

describe('readBoundary accepts', () => {
  it('a polygon in metres, unchanged', () => {
    expect(readBoundary(SITE, GRID)).toEqual({
      ok: true,
      ewkb: toEwkb(SITE, 27700),
      srid: 27700,
      repairs: [],
      vertexCount: 5
    })
  })

  it('a polygon in degrees when the caller or the boundary says so', () => {
    expect(readBoundary(SITE_IN_DEGREES, WGS84)).toMatchObject({ ok: true, srid: 4326 })
    expect(readBoundary(withCrs('EPSG:4326', SITE_IN_DEGREES), GRID)).toMatchObject({ ok: true, srid: 4326 })
  })

  it.each([
    ['urn:ogc:def:crs:EPSG::27700', SITE, WGS84, 27700],
    ['EPSG:27700', SITE, GRID, 27700],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', SITE_IN_DEGREES, GRID, 4326]
  ])('the crs name %s over what the caller says', (name, geometry, options, srid) => {
    expect(readBoundary(withCrs(name, geometry), options)).toMatchObject({ ok: true, srid })
  })

  it.each([null, undefined, { type: 'link', properties: { href: 'http://localhost/crs' } }])(
    'the crs member %j as absent',
    (crs) => {
      expect(readBoundary({ ...SITE, crs }, GRID)).toMatchObject({ ok: true, srid: 27700 })
    }
  )

  it('three and four ordinates and reports that Z is dropped', () => {
    const ring = square(600_000, 300_000, 100)
    for (const rest of [[12.5], [null], [NaN], [1, 2]]) {
      const result = readBoundary(polygonOf(ring.map((position) => [...position, ...rest])), GRID)
      expect(result).toMatchObject({ ok: true, repairs: ['Z dropped'] })
      expect(geometryOf(result)).toEqual(SITE)
    }
  })

  it('a Feature and a FeatureCollection of one, and reports it', () => {
    const feature = featureOf(SITE, { crs: { type: 'name', properties: { name: 'EPSG:27700' } } })
    expect(readBoundary(feature, WGS84)).toMatchObject({
      ok: true,
      ewkb: toEwkb(SITE, 27700),
      srid: 27700,
      repairs: ['Feature unwrapped']
    })
    expect(readBoundary({ type: 'FeatureCollection', features: [feature] }, GRID)).toMatchObject({
      ok: true,
      repairs: ['FeatureCollection of one feature unwrapped']
    })
  })

  it('holes, several parts, either winding, repeated vertices and foreign members', () => {
    const hole = square(600_010, 300_010, 10)
    const ring = square(600_000, 300_000, 100)
    expect(readBoundary(polygonOf(ring, hole), GRID)).toMatchObject({ ok: true, vertexCount: 10 })
    expect(readBoundary(polygonOf(ring.toReversed()), GRID).ok).toBe(true)
    expect(readBoundary(polygonOf([ring[0], ...ring]), GRID).ok).toBe(true)
    const multi = { type: 'MultiPolygon', coordinates: [[ring], [square(601_000, 300_000, 5)]], bbox: [0] }
    expect(readBoundary(multi, GRID)).toMatchObject({ ok: true, vertexCount: 10 })
  })

  it('a bow-tie, whose signed area is zero: crossing lines are found in the database', () => {
    const bowTie = [
      [600_000, 300_000],
      [600_100, 300_100],
      [600_100, 300_000],
      [600_000, 300_100],
      [600_000, 300_000]
    ]
    expect(readBoundary(polygonOf(bowTie), GRID).ok).toBe(true)
  })

  it('a sliver one millimetre wide and a kilometre long', () => {
    const sliver = [
      [600_000, 300_000],
      [600_707.1, 300_707.1],
      [600_707.0992, 300_707.1008],
      [600_000, 300_000]
    ]
    expect(readBoundary(polygonOf(sliver), GRID).ok).toBe(true)
  })
})

describe('readBoundary refuses as invalid_geometry', () => {
  const ring = square(600_000, 300_000, 100)
  const parsed: unknown = JSON.parse(`{"__proto__": ${JSON.stringify(SITE)}}`)
  it.each<[string, unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['text', '0103000020346C0000'],
    ['a number', 7],
    ['an array', [SITE]],
    ['an object without type', {}],
    ['a type that is no text', { type: ['Polygon'], coordinates: [ring] }],
    ['a geometry hidden in a __proto__ key', parsed],
    ['an inherited geometry', Object.create(SITE)],
    ['no coordinates', { type: 'Polygon' }],
    ['coordinates that are text', { type: 'Polygon', coordinates: 'x' }],
    ['coordinates that are an object', { type: 'Polygon', coordinates: { length: 1, 0: ring } }],
    ['no rings', polygonOf()],
    ['no parts', { type: 'MultiPolygon', coordinates: [] }],
    ['an empty part', { type: 'MultiPolygon', coordinates: [[ring], []] }],
    ['an empty ring', polygonOf([])],
    ['a ring of three positions', polygonOf(ring.slice(0, 3))],
    ['a polygon nested as a multipolygon', { type: 'Polygon', coordinates: [[ring]] }],
    ['a multipolygon nested as a polygon', { type: 'MultiPolygon', coordinates: [ring] }],
    ['a ring nested as a polygon', { type: 'Polygon', coordinates: ring }],
    ['a sparse ring', polygonOf(sparse(1000))],
    ['sparse rings', { type: 'Polygon', coordinates: sparse(4_000_000_000) }],
    ['a position of one number', polygonOf([[1], [2], [3], [1]])],
    ['a position of five numbers', polygonOf(ring.map((position) => [...position, 1, 2, 3]))],
    ['a typed array', polygonOf([new Float64Array(8)])],
    ['a Feature without geometry', featureOf(null)],
    ['one point repeated', polygonOf(Array.from({ length: 5 }, () => [600_000, 300_000]))],
    ['a slanted line there and back', polygonOf(flat(0.1, 0.3))],
    ['a hole without area', polygonOf(ring, flat(0.7, 0.01))]
  ])('%s', (_name, value) => {
    expect(problemOf(value).code).toBe('invalid_geometry')
  })

  function flat(dx: number, dy: number): number[][] {
    const steps = [0, 1, 2.7, 3, 1.3, 0]
    return steps.map((step) => [600_001.1 + step * dx, 300_001.7 + step * dy])
  }

  it('names part, ring and position', () => {
    const multi = { type: 'MultiPolygon', coordinates: [[ring], [ring, [ring[0], 'x', ring[2], ring[0]]]] }
    expect(problemOf(multi).message).toBe(
      'In part 2, ring 2, position 2: a position is expected, not a string'
    )
  })
})

describe('readBoundary refuses as unsupported_geometry_type', () => {
  it.each<[unknown, string]>([
    [{ type: 'Point', coordinates: [1, 2] }, '"Point"'],
    [{ type: 'GeometryCollection', geometries: [] }, '"GeometryCollection"'],
    [featureOf(featureOf(SITE)), '"Feature"'],
    [featureOf({ type: 'LineString', coordinates: [] }), '"LineString"'],
    [{ type: 'FeatureCollection', features: [] }, '0 features'],
    [{ type: 'FeatureCollection', features: [featureOf(SITE), featureOf(SITE)] }, '2 features'],
    [{ type: 'FeatureCollection', features: 'x' }, '0 features'],
    [{ type: 'FeatureCollection', features: [SITE] }, 'not a Feature'],
    [{ type: `Poly\n\u202egon${'x'.repeat(1e6)}` }, '"Poly??gonx']
  ])('%#: says what came', (value, text) => {
    const { code, message } = problemOf(value)
    expect(code).toBe('unsupported_geometry_type')
    expect(message).toContain(text)
    expect(message.length).toBeLessThan(200)
  })
})

describe('readBoundary refuses as unsupported_crs', () => {
  it.each<[unknown]>([
    ['urn:ogc:def:crs:EPSG::123'],
    ['urn:ogc:def:crs:EPSG::99999'],
    ['EPSG:277001'],
    ['EPSG:27700 '],
    ['NOTEPSG:27700'],
    ['urn:ogc:def:crs:EPSG::27700\n'],
    ['A'.repeat(10_000_000)],
    [`${'EPSG:'.repeat(2_000_000)}27700`],
    [27700],
    [null]
  ])('%#: another name', (name) => {
    const { code, message } = problemOf(withCrs(name))
    expect(code).toBe('unsupported_crs')
    expect(message).toMatch(/^[\x20-\x7e]{1,200}$/)
  })

  it.each([{}, [], 'EPSG:27700', 7, { properties: null }])('the unreadable member %j', (crs) => {
    expect(problemOf({ ...SITE, crs }).code).toBe('unsupported_crs')
  })

  it('two members that contradict each other', () => {
    const feature = featureOf(withCrs('EPSG:27700'), { crs: { properties: { name: 'EPSG:4326' } } })
    expect(problemOf(feature)).toEqual({
      code: 'unsupported_crs',
      message: 'The boundary declares EPSG:4326 and EPSG:27700'
    })
  })
})

describe('readBoundary refuses as coordinates_out_of_range', () => {
  const ring = square(600_000, 300_000, 100)
  const replacing = (value: unknown): unknown =>
    polygonOf(ring.map((position, i) => (i === 1 ? [value, position[1]] : position)))

  it.each<[unknown]>([
    [Infinity],
    [-Infinity],
    [NaN],
    ['1'],
    [null],
    [true],
    [{}],
    [undefined],
    [1e300],
    [-1]
  ])('the easting %p', (value) => {
    expect(problemOf(replacing(value)).code).toBe('coordinates_out_of_range')
  })

  it('a number that JSON reads as infinite, in any ordinate', () => {
    expect(
      problemOf(JSON.parse('{"type":"Polygon","coordinates":[[[1e999,0],[0,0],[0,1],[1e999,0]]]}'))
    ).toEqual({
      code: 'coordinates_out_of_range',
      message: 'In ring 1, position 1: a finite number is expected, not Infinity'
    })
    expect(problemOf(polygonOf(ring.map((position) => [...position, -Infinity]))).code).toBe(
      'coordinates_out_of_range'
    )
  })

  it('degrees under 27700, with a hint', () => {
    expect(problemOf(SITE_IN_DEGREES)).toEqual({
      code: 'coordinates_out_of_range',
      message:
        'Coordinates look like longitude and latitude (around 1.3, 52.8); ' +
        'metres of the British National Grid (EPSG:27700) are expected'
    })
  })

  it.each([
    [900_000, 300_000, 'Easting 900100 lies outside 0 to 700000'],
    [600_000, 1_300_000, 'Northing 1300100 lies outside 0 to 1300000'],
    [-50, 300_000, 'Easting -50 lies outside 0 to 700000']
  ])('metres outside the grid: %d, %d', (x, y, message) => {
    expect(problemOf(polygonOf(square(x, y, 100))).message).toBe(message)
  })

  it('takes the corners of the grid as inside', () => {
    expect(readBoundary(polygonOf(square(0, 1_299_900, 100)), GRID).ok).toBe(true)
    expect(readBoundary(polygonOf(square(699_900, 0, 100)), GRID).ok).toBe(true)
  })

  it('degrees outside Great Britain, swapped degrees and metres under 4326', () => {
    expect(problemOf(polygonOf(square(151.2, -33.8, 0.1)), WGS84).message).toMatch(/^Longitude 151\.29/)
    expect(problemOf(polygonOf(square(52.78, 1.26, 0.001)), WGS84).message).toMatch(/longitude comes first$/)
    expect(problemOf(SITE, WGS84).code).toBe('coordinates_out_of_range')
  })
})

describe('readBoundary refuses', () => {
  it('an open ring as unclosed_ring', () => {
    const open = square(600_000, 300_000, 100).slice(0, 4)
    expect(problemOf(polygonOf(open))).toEqual({
      code: 'unclosed_ring',
      message: 'In ring 1: the last position differs from the first'
    })
    expect(problemOf({ type: 'MultiPolygon', coordinates: [SITE.coordinates, [open]] }).message).toContain(
      'part 2, ring 1'
    )
  })

  it('more vertices than allowed as too_many_vertices, whatever they are', () => {
    const many = polygonOf(Array.from({ length: 1001 }, () => 'x'))
    expect(problemOf(many)).toEqual({
      code: 'too_many_vertices',
      message: 'The geometry has at least 1001 vertices; at most 1000 are allowed. Simplify it'
    })
    const holes = Array.from({ length: 100_000 }, () => square(600_000, 300_000, 1))
    expect(problemOf(polygonOf(...holes)).code).toBe('too_many_vertices')
    expect(problemOf(polygonOf(sparse(4_000_000_000))).code).toBe('too_many_vertices')
  })
})

describe('readOutlines', () => {
  const outlines = (...sizes: number[]): unknown[] =>
    sizes.map((size) => polygonOf(square(600_000, 300_000, size)))

  it('reads as many outlines as share the positions allowed', () => {
    expect(readOutlines([], GRID)).toEqual([])
    expect(readOutlines(outlines(1, 2), { srid: 27700, maxVertices: 10 }).map(geometryOf)).toEqual(
      outlines(1, 2)
    )
    const readings = readOutlines(outlines(1, 2, 3), { srid: 27700, maxVertices: 9 })
    expect(readings.map(({ ok }) => ok)).toEqual([true, false, false])
    expect(readings[1]).toMatchObject({ problem: { code: 'too_many_vertices' } })
  })

  it('reads on after one that is refused', () => {
    const readings = readOutlines([null, ...outlines(1)], { srid: 27700, maxVertices: 5 })
    expect(readings.map(({ ok }) => ok)).toEqual([false, true])
  })
})

describe('readBoundary', () => {
  const nested = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: 'small' }, fc.anything(), fc.array(tie('node'), { maxLength: 6 }))
  })).node
  const geometryLike = fc.record(
    {
      type: fc.constantFrom('Polygon', 'MultiPolygon', 'Feature', 'FeatureCollection', 'Point'),
      coordinates: nested,
      geometry: nested,
      features: nested,
      crs: fc.anything()
    },
    { requiredKeys: ['type'] }
  )

  it('never throws, whatever comes in, and always gives one printable line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue(), geometryLike), (value) => {
        const result = readBoundary(value, GRID)
        expect(result.ok ? 'passed' : result.problem.message).toMatch(/^[\x20-\x7e]{1,200}$/)
      }),
      { numRuns: 2000 }
    )
  })

  it('never throws on a good boundary with one value replaced', () => {
    const text = JSON.stringify(featureOf(withCrs('EPSG:27700')))
    const places = [...text.matchAll(/\d+|"[^"]*"|\[|\{/g)].map((match) => match.index)
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.json(), (place, json) => {
        const mutated = text.slice(0, place) + json + text.slice(place).replace(/^\d+|^"[^"]*"/, '')
        let value: unknown
        try {
          value = JSON.parse(mutated)
        } catch {
          return
        }
        expect(typeof readBoundary(value, GRID).ok).toBe('boolean')
      }),
      { numRuns: 1000 }
    )
  })

  it('gives the bytes of the geometry as it is written by itself', () => {
    const ring = fc
      .array(
        fc.tuple(
          fc.double({ min: 1, max: 7e5, noNaN: true }),
          fc.double({ min: 100, max: 1.3e6, noNaN: true })
        ),
        {
          minLength: 3,
          maxLength: 40
        }
      )
      .map((positions) => [...positions, positions[0]])
    const part = fc.array(ring, { minLength: 1, maxLength: 4 })
    const geometry: fc.Arbitrary<AreaGeometry> = fc.oneof(
      part.map((coordinates): AreaGeometry => ({ type: 'Polygon', coordinates })),
      fc
        .array(part, { minLength: 1, maxLength: 4 })
        .map((coordinates): AreaGeometry => ({ type: 'MultiPolygon', coordinates }))
    )
    fc.assert(
      fc.property(geometry, (value) => {
        const reading = readBoundary(value, GRID)
        fc.pre(reading.ok)
        expect(reading.ewkb).toEqual(toEwkb(value, 27700))
        expect(fromWkb(reading.ewkb)).toEqual(value)
      }),
      { numRuns: 2000 }
    )
  })

  it('shares nothing with its input', () => {
    const input = { type: 'Polygon', coordinates: [square(600_000, 300_000, 100)] }
    const result = readBoundary(input, GRID)
    input.coordinates[0][0][0] = NaN
    expect(geometryOf(result)).toEqual(SITE)
  })

  it('takes 200,000 vertices within the hang guard', () => {
    const ring = Array.from({ length: 200_000 }, (_, i) => {
      const angle = (i / 200_000) * 2 * Math.PI
      return [600_000 + 5000 * Math.cos(angle), 300_000 + 5000 * Math.sin(angle)]
    })
    const started = performance.now()
    const result = readBoundary(polygonOf([...ring, ring[0]]), { srid: 27700, maxVertices: 200_001 })
    expect(result.ok).toBe(true)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
