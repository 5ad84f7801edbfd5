import type { SampleDevelopment } from '../../src/cli/sample-developments'
import type { FailureCode } from '../../src/failures/failure-codes'

/** What a running worker does with one message, by the id of its row in the list of bad inputs. */
export interface MessageRow {
  readonly id: string
  readonly title: string
  /** Text of the message for a reference of its own. */
  readonly body: (reference: string) => string
  readonly attributes?: Readonly<Record<string, string>>
  readonly verdict: Verdict
}

export type Verdict =
  /** The result is delivered. */
  | { readonly kind: 'accepted' }
  /** The backend is told the code, and the message goes to the dead-letter queue. */
  | { readonly kind: 'reported'; readonly code: string }
  /** Nobody can be told: the message goes to the dead-letter queue. */
  | { readonly kind: 'set-aside'; readonly code: string }

type Position = readonly number[]
type Geometry = SampleDevelopment['details']['boundary']['geometry']

const accepted: Verdict = { kind: 'accepted' }
const reported = (code: FailureCode): Verdict => ({ kind: 'reported', code })
const setAside = (code: FailureCode): Verdict => ({ kind: 'set-aside', code })

const row = (
  id: string,
  title: string,
  body: MessageRow['body'],
  verdict: Verdict,
  attributes?: MessageRow['attributes']
): MessageRow => ({ id, title, body, verdict, attributes })

const json = JSON.stringify
const envelope = (message: unknown, type = 'Notification'): string => json({ Type: type, Message: message })
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

/** @param address of a server that nobody may call; @param site a boundary that is in order */
export function messageRows(address: string, site: Geometry): MessageRow[] {
  const quote = (reference: string, fields: object = {}): string =>
    json({
      reference,
      housingUnits: 10,
      developmentTypes: ['housing'],
      boundaryGeojson: { boundaryGeometryOriginal: site },
      ...fields
    })
  const rejected = (id: string, title: string, fields: object, code: FailureCode = 'invalid_message') =>
    row(id, title, (reference) => quote(reference, fields), reported(code))
  const bounded = (id: string, title: string, geometry: unknown, verdict: Verdict) =>
    row(
      id,
      title,
      (reference) => quote(reference, { boundaryGeojson: { boundaryGeometryOriginal: geometry } }),
      verdict
    )
  const [x, y] = site.coordinates.flat(4).map(Number)

  return [
    row('A-01', 'no JSON', () => 'not json {', setAside('malformed_message')),
    row('A-02', 'an envelope around no JSON', () => envelope('not json {'), setAside('malformed_message')),
    row('A-04', 'raw delivery', quote, accepted),
    row('A-04', 'an envelope', (reference) => envelope(quote(reference)), accepted),
    row('A-05', 'no trace id', quote, accepted),
    row(
      'A-07',
      'an object in the envelope',
      (r) => envelope(JSON.parse(quote(r))),
      setAside('malformed_message')
    ),
    row(
      'A-08',
      'a subscription to confirm',
      () => json({ Type: 'SubscriptionConfirmation', SubscribeURL: address, Message: 'x' }),
      setAside('invalid_message')
    ),
    row('A-10', 'white space', () => '   ', setAside('malformed_message')),
    row('A-10', 'one byte', () => '1', setAside('malformed_message')),
    row('A-11', 'a byte-order mark', (reference) => `\uFEFF${quote(reference)}`, accepted),
    rejected(
      'A-13',
      '300,000 bytes in 150,000 characters',
      { pad: 'é'.repeat(150_000) },
      'message_too_large'
    ),
    row('A-17', 'attributes that nobody knows', quote, accepted, { Unknown: 'x', 'x-cdp-request-id': 'é' }),
    row('A-19', 'a lost character', (r) => quote(r, { developmentName: 'Mill \uFFFD Lane' }), accepted),
    rejected('A-20', 'version v99', { version: 'v99' }, 'unsupported_version'),

    ...[200, 5_000, 100_000].map((depth) =>
      row(
        'B-01',
        `${depth} levels`,
        (reference) => `{"reference":"${reference}","unused":${nested(depth)}}`,
        reported('too_deep')
      )
    ),
    row(
      'B-02',
      'two references',
      (r) => `{"reference":"${r}","reference":"${r}"}`,
      setAside('duplicate_key')
    ),
    ...['1e999', '-1e999'].map((number) =>
      row('B-04', number, (r) => `{"reference":"${r}","n":${number}}`, reported('number_out_of_range'))
    ),
    row(
      'B-05',
      'an integer beyond 2^53',
      (reference) => `{"reference":"${reference}","n":9007199254740993}`,
      reported('number_out_of_range')
    ),
    row('B-07', 'U+0000', (r) => `{"reference":"${r}","n":"\\u0000"}`, reported('illegal_character')),
    row('B-08', 'half a pair', (r) => `{"reference":"${r}","n":"\\ud800"}`, reported('illegal_character')),
    row(
      'B-10',
      '20,000 keys',
      (r) => json({ reference: r, n: Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, 0])) }),
      reported('too_many_members')
    ),
    row(
      'B-11',
      'a long list that does not end',
      () => `[${'1,'.repeat(130_000)}`,
      setAside('malformed_message')
    ),
    row('B-13', 'a comment', (r) => `{"reference":"${r}" /* no */}`, setAside('malformed_message')),
    row('B-13', 'a comma too many', (r) => `{"reference":"${r}",}`, setAside('malformed_message')),
    row('B-13', 'single quotes', (r) => `{'reference':'${r}'}`, setAside('malformed_message')),

    ...[
      ['C-01', 'BAD-REF'],
      ['C-02', 'NRF-000001\n'],
      ['C-02', 'nrf-000001'],
      ['C-02', 'NRF-00001'],
      ['C-02', 'NRF-1234567'],
      ['C-02', 'NRF-٠٠٠٠٠١'],
      ['I-07', '../admin'],
      ['I-07', 'NRF-000001?x='],
      ['I-07', '%2e%2e'],
      ['I-08', `${'a'.repeat(100_000)}!`]
    ].map(([id, reference]) =>
      row(id, json(reference.slice(0, 20)), () => quote(reference), setAside('invalid_message'))
    ),
    rejected('C-04', 'no dwelling', { housingUnits: 0 }),
    rejected('C-04', 'less than none', { housingUnits: -1 }),
    ...[1.5, '25', true, [25], null].map((housingUnits) =>
      rejected('C-05', `${json(housingUnits)} dwellings`, { housingUnits })
    ),
    row(
      'C-07',
      'the older name of the count',
      (r) => quote(r, { housingUnits: undefined, residentialBuildingCount: 10 }),
      accepted
    ),
    rejected('C-07', 'no count', { housingUnits: undefined }),
    rejected('C-08', 'two counts', { residentialBuildingCount: 11 }, 'conflicting_fields'),
    ...[[], ['castle'], Array(10_000).fill('housing')].map((developmentTypes) =>
      rejected('C-10', `${developmentTypes.length} types`, { developmentTypes })
    ),
    rejected('C-11', 'no boundary', { boundaryGeojson: undefined }),
    rejected('C-11', 'a null boundary', { boundaryGeojson: null }),
    row('C-13', 'works by their number', (r) => quote(r, { wasteWaterTreatmentWorksId: '101' }), accepted),
    ...[101, 'abc', '1 OR 1=1', '1'.repeat(10_000)].map((wasteWaterTreatmentWorksId) =>
      rejected('C-13', `works ${json(wasteWaterTreatmentWorksId).slice(0, 12)}`, {
        wasteWaterTreatmentWorksId
      })
    ),
    ...[
      `${'a'.repeat(250)}@b.uk`,
      '"a b"@ex.com',
      'a b@ex.com',
      'a@example.com\r\nBcc: b@example.com',
      'ａ@example.com'
    ].map((email) => rejected('C-14', `the address ${json(email).slice(0, 24)}`, { email })),
    row('C-14', 'punycode', (r) => quote(r, { email: 'planner@xn--bcher-kva.example' }), accepted),
    ...['0000-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '2026-02-30T00:00:00Z', '2026-01-12T09:30:00'].map(
      (submitted_at) =>
        rejected('C-16', submitted_at, { boundaryGeojson: undefined, s3_input_key: 'a.zip', submitted_at })
    ),
    rejected('C-17', 'a name of 10 kB', { developmentName: 'x'.repeat(10_240) }),
    row(
      'I-02',
      'a log line in the name',
      (r) => quote(r, { developmentName: 'x\r\n{"level":50}' }),
      reported('invalid_message')
    ),
    row(
      'I-05',
      'a placeholder and a link in the name',
      (r) => quote(r, { developmentName: '((personalisation)) [click](https://evil.example)' }),
      accepted
    ),
    ...infiniteRows(quote),
    ...geometryRows(bounded, site, [x, y])
  ]
}

/** Numbers that no JSON writer makes: what is an infinity after parsing has ended database servers. */
function infiniteRows(quote: (reference: string, fields?: object) => string): MessageRow[] {
  const shapes: readonly (readonly [id: string, title: string, coordinates: string])[] = [
    ['G-01', 'all ordinates infinite', '[[[1e999,1e999],[1e999,1e999],[1e999,1e999],[1e999,1e999]]]'],
    ['G-02', 'either infinity', '[[[1e999,-1e999],[-1e999,1e999],[1e999,1e999],[1e999,-1e999]]]'],
    ['G-04', 'a number too close to zero', '[[[1e-320,1],[1,1],[1,2],[1e-320,1]]]'],
    ['E-14', 'an infinite height', '[[[1,1,1e999],[2,1,0],[2,2,0],[1,1,0]]]']
  ]
  return shapes.map(([id, title, coordinates]) =>
    row(
      id,
      title,
      (reference) =>
        quote(reference, { boundaryGeojson: { boundaryGeometryOriginal: { coordinates: 'HERE' } } }).replace(
          '"coordinates":"HERE"',
          `"type":"Polygon","coordinates":${coordinates}`
        ),
      reported('number_out_of_range')
    )
  )
}

function turned([x, y]: Position, turn: number): Position[] {
  const corners = [0, 0, 1, 2, 3].map((corner) => {
    const angle = turn + (corner * Math.PI) / 2
    return [x + 2 * Math.cos(angle), y + 2 * Math.sin(angle)]
  })
  return [...corners, corners[0]]
}

type Bounded = (id: string, title: string, geometry: unknown, verdict: Verdict) => MessageRow

function geometryRows(bounded: Bounded, site: Geometry, [x, y]: Position): MessageRow[] {
  const square = (west: number, south: number, side = 100): Position[] => [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
    [west, south]
  ]
  const polygon = (...rings: readonly unknown[]): object => ({ type: 'Polygon', coordinates: rings })
  const multi = (...parts: readonly unknown[]): object => ({ type: 'MultiPolygon', coordinates: parts })
  const ring = square(x, y)
  const zigzag = Array.from({ length: 2_000 }, (_, i) => [x + (i % 2) * 900, y + ((i * 7919) % 2_000) / 2])
  const feature = { type: 'Feature', properties: {}, geometry: site }
  const crs = (name: unknown): object => ({ ...site, crs: { type: 'name', properties: { name } } })
  const wgs84 = polygon([
    [1.3, 52.6],
    [1.301, 52.6],
    [1.301, 52.601],
    [1.3, 52.6]
  ])
  const crossed = 'self_intersecting_geometry'
  const beyond = 'coordinates_out_of_range'
  return [
    bounded('D-01', 'a bow-tie', polygon([ring[0], ring[2], ring[1], ring[3], ring[0]]), reported(crossed)),
    bounded('D-02', 'no coordinates', { type: 'Polygon' }, reported('invalid_geometry')),
    bounded('D-04', 'a vertex twice', polygon([ring[0], ...ring]), accepted),
    bounded('D-05', 'an open ring', polygon(ring.slice(0, 4)), reported('unclosed_ring')),
    bounded('D-07', 'no area', polygon([ring[0], ring[1], ring[0], ring[0]]), reported('invalid_geometry')),
    bounded(
      'D-07',
      'a spike',
      polygon([...ring.slice(0, 2), [x + 300, y], ...ring.slice(1)]),
      reported(crossed)
    ),
    bounded(
      'D-07',
      'a sliver of 1 mm',
      polygon([ring[0], ring[1], [x + 100, y + 0.001], [x, y + 0.001], ring[0]]),
      accepted
    ),
    ...['Point', 'LineString', 'GeometryCollection'].map((type) =>
      bounded('D-08', type, { type, coordinates: [x, y] }, reported('unsupported_geometry_type'))
    ),
    bounded('D-10', 'parts that overlap', multi([ring], [square(x + 50, y)]), reported(crossed)),
    bounded('D-11', 'one feature', { type: 'FeatureCollection', features: [feature] }, accepted),
    bounded(
      'D-11',
      'two features',
      { type: 'FeatureCollection', features: [feature, feature] },
      reported('unsupported_geometry_type')
    ),
    bounded('D-13', 'a hole outside', polygon(ring, square(x + 500, y + 500, 10)), reported(crossed)),
    bounded(
      'D-13',
      'a hole in a hole',
      polygon(ring, square(x + 10, y + 10, 50), square(x + 20, y + 20, 10)),
      reported(crossed)
    ),
    bounded('D-14', 'the other winding', polygon([...ring].toReversed()), accepted),
    bounded('D-17', 'a zigzag', polygon([...zigzag, zigzag[0]]), reported(crossed)),
    bounded(
      'D-19',
      'members that nobody needs',
      { ...site, bbox: [0, 0, 1, 1], more: 'x'.repeat(200_000) },
      accepted
    ),
    bounded(
      'D-20',
      '3,000 holes on one place',
      polygon(ring, ...Array.from({ length: 3_000 }, () => square(x + 1, y + 1, 1))),
      reported(crossed)
    ),
    bounded('E-01', 'EPSG:27700', crs('urn:ogc:def:crs:EPSG::27700'), accepted),
    ...['urn:ogc:def:crs:EPSG::123', 'EPSG:99999'].map((name) =>
      bounded('E-02', name, crs(name), reported('unsupported_crs'))
    ),
    bounded('E-04', 'no system', site, accepted),
    bounded(
      'E-05',
      'CRS84',
      { ...wgs84, crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } } },
      accepted
    ),
    bounded('E-07', 'degrees that do not say so', wgs84, reported(beyond)),
    bounded('E-08', 'an easting of 900,000', polygon(square(900_000, y)), reported(beyond)),
    bounded('E-10', 'Scotland, where no layer reaches', polygon(square(300_000, 800_000)), accepted),
    bounded(
      'E-11',
      'Australia',
      { ...polygon(square(151.2, -33.8, 0.1)), crs: { type: 'name', properties: { name: 'EPSG:4326' } } },
      reported(beyond)
    ),
    bounded('E-13', 'a null system', { ...site, crs: null }, accepted),
    ...[{}, 'EPSG:27700', [], crs(`EPSG:27700\n`), crs('A'.repeat(100_000))].map((value, index) =>
      bounded(
        'E-13',
        `an unreadable system, ${index + 1}`,
        index < 3 ? { ...site, crs: value } : value,
        reported('unsupported_crs')
      )
    ),
    bounded('E-14', 'heights', polygon(ring.map((position) => [...position, 12.5])), accepted),
    bounded('G-04', 'an ordinate of 1e300', polygon([[1e300, y], ...ring.slice(1)]), reported(beyond)),
    bounded(
      'G-07',
      'parts that overlap by fractions of a metre, one position twice: clippers looped on such',
      multi(...[0, 0.3, 0.7, 1.1].map((turn) => [turned([x, y], turn)])),
      reported(crossed)
    ),
    bounded(
      'G-07',
      'a strip whose ends almost meet: clippers ran out of memory on such',
      polygon([
        ring[0],
        [x + 50, y + 0.01],
        [x + 100, y],
        [x + 100, y + 0.02],
        [x + 50, y + 0.02],
        [x, y + 0.03],
        ring[0]
      ]),
      accepted
    ),
    bounded(
      'G-08',
      'a triangle with a horizontal edge and a far corner: GEOS crashed on such',
      polygon([
        [x, y],
        [x, y + 1e-7],
        [x - 1_000, y],
        [x, y]
      ]),
      accepted
    ),
    bounded('G-08', 'a hole on its shell', polygon(ring, ring), reported(crossed)),
    bounded('G-05', 'EWKB', '0103000020346C0000', reported('invalid_message'))
  ]
}
