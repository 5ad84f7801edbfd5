import { createHash } from 'node:crypto'
import type { UploadOptions } from '@nrf/geo-files'
import {
  entryBytes,
  makeShapefile,
  makeZip,
  ZIP64_FIELD,
  ZIP64_LOCATOR,
  type TestArchive,
  type TestEntry
} from '../../libs/geo-files/src/testing/index'

/** A bad file, by the id of its row in the list of bad inputs, and the code it has to be refused with. */
export interface FileRow {
  readonly id: string
  readonly title: string
  readonly make: () => Buffer
  readonly options: UploadOptions
  readonly code: string
}

/** A square of one hectare in the National Grid, clockwise as shapefiles have it. */
const SQUARE: [number, number][] = [
  [620_000, 310_000],
  [620_000, 310_100],
  [620_100, 310_100],
  [620_100, 310_000],
  [620_000, 310_000]
]

type Parts = ReturnType<typeof makeShapefile>

function siteParts(replaced: Partial<Parts> = {}): Parts {
  return { ...makeShapefile([{ rings: [SQUARE], values: ['Site'] }]), ...replaced }
}

function entriesOf(parts: Partial<Parts>): TestEntry[] {
  return Object.entries(parts).map(([part, content]) => ({ name: `site.${part}`, content }))
}

/** A sound archive, with what spoils it. */
function spoilt(entries: readonly TestEntry[], archive?: TestArchive): () => Buffer {
  return () => makeZip([...entriesOf(siteParts()), ...entries], archive)
}

const zip = (id: string, title: string, make: () => Buffer, code: string): FileRow => ({
  id,
  title,
  make,
  options: { filename: 'site.zip' },
  code
})

const named = (name: string, content: string | Buffer = 'x'): TestEntry => ({ name, content })

const MEGABYTE = 1_000_000
/** Packs to about a fiftieth, below the ratio that gives a bomb away. */
function fiveMegabytes(): Buffer {
  const noise = createHash('shake256', { outputLength: 100_000 }).update('noise').digest()
  return Buffer.concat([noise], 5 * MEGABYTE)
}

/** Archives of so many entries are larger than an upload may be; the rules for archives are asked all the same. */
const manyEntries = (count: number, code: string): FileRow => ({
  ...zip(
    'H-13',
    `${count} entries`,
    () => makeZip(Array.from({ length: count }, (_, i) => ({ ...named(`${i}`, ''), method: 0 }))),
    code
  ),
  options: { filename: 'site.zip', maxBytes: 16 * MEGABYTE }
})

const ARCHIVES: readonly FileRow[] = [
  zip('H-01', 'text', () => Buffer.from('no archive'), 'invalid_zip'),
  zip('H-01', 'nothing', () => Buffer.alloc(0), 'invalid_zip'),
  zip('H-01', 'the first bytes of an archive only', () => Buffer.from('PK\x03\x04'), 'invalid_zip'),
  zip('H-01', 'the first half of an archive', () => spoilt([])().subarray(0, 400), 'invalid_zip'),
  zip(
    'H-02',
    '15 entries',
    () => makeZip(Array.from({ length: 15 }, (_, i) => named(`${i}.txt`))),
    'zip_too_many_files'
  ),
  zip(
    'H-04',
    'five entries of 5 MB',
    () => makeZip(Array.from({ length: 5 }, (_, i) => named(`${i}.shp`, fiveMegabytes()))),
    'zip_total_too_large'
  ),
  zip(
    'H-04',
    'one entry of 25 MB',
    () => makeZip([named('a', Buffer.concat(Array.from({ length: 5 }, fiveMegabytes)))]),
    'zip_entry_too_large'
  ),
  zip('H-05', '2 MB of zeros', spoilt([named('a.txt', Buffer.alloc(2 * MEGABYTE))]), 'zip_entry_too_large'),
  ...['../evil.shp', '/etc/passwd', 'C:\\x', '..\\x', 'C:x', 'a/../../x', 'a\0.shp', '..'].map((name) =>
    zip('H-07', `the entry ${JSON.stringify(name)}`, spoilt([named(name)]), 'zip_unsafe_path')
  ),
  zip(
    'H-08',
    'a directory that says 100 bytes where 2,000 come',
    spoilt([{ ...named('a.txt', 'x'.repeat(2000)), declaredBytes: 100 }]),
    'invalid_zip'
  ),
  zip(
    'H-08',
    'a directory that says 100 bytes where too many come',
    spoilt([{ ...named('a.txt', Buffer.alloc(30 * MEGABYTE)), declaredBytes: 100 }]),
    'zip_entry_too_large'
  ),
  zip(
    'H-13',
    'a symbolic link',
    spoilt([{ ...named('a', '/etc/passwd'), mode: 0o120777 }]),
    'zip_unsafe_path'
  ),
  zip('H-13', 'a device', spoilt([{ ...named('a', ''), mode: 0o060644 }]), 'zip_unsafe_path'),
  zip('H-13', 'a named pipe', spoilt([{ ...named('a', ''), mode: 0o010644 }]), 'zip_unsafe_path'),
  zip('H-13', 'an encrypted entry', spoilt([{ ...named('a'), isEncrypted: true }]), 'invalid_zip'),
  zip('H-13', 'a zip64 entry', spoilt([{ ...named('a'), extra: ZIP64_FIELD }]), 'invalid_zip'),
  zip('H-13', 'a zip64 directory', spoilt([], { beforeEnd: ZIP64_LOCATOR }), 'invalid_zip'),
  zip('H-13', 'several disks', spoilt([], { disk: 1 }), 'invalid_zip'),
  zip(
    'H-13',
    'entries that overlap',
    spoilt([
      { ...named('b', entryBytes(named('a'))), method: 0 },
      { ...named('a'), at: 31 }
    ]),
    'invalid_zip'
  ),
  /** Their number is a 0 in the directory. */
  manyEntries(65_536, 'invalid_zip'),
  manyEntries(65_535, 'zip_too_many_files'),
  zip('H-13', 'a wrong checksum', spoilt([{ ...named('a'), checksum: 1 }]), 'invalid_zip'),
  zip('H-13', 'an unsupported method', spoilt([{ ...named('a'), method: 12 }]), 'invalid_zip'),
  zip('H-13', 'an archive in the archive', spoilt([named('a.zip', spoilt([])())]), 'zip_nested_zip')
]

const withoutParts = (...missing: string[]): Partial<Parts> =>
  Object.fromEntries(Object.entries(siteParts()).filter(([part]) => !missing.includes(part)))

const shapefile = (id: string, title: string, parts: () => Partial<Parts>, code: string): FileRow =>
  zip(id, title, () => makeZip(entriesOf(parts())), code)

function changed(bytes: Buffer, change: (copy: Buffer) => unknown): Buffer {
  const copy = Buffer.from(bytes)
  change(copy)
  return copy
}

const changedShp = (change: (copy: Buffer) => unknown) => () =>
  siteParts({ shp: changed(siteParts().shp, change) })

/** Longer than 1 kB, so that every cut within it counts. */
function longParts(): Parts {
  const ring = Array.from({ length: 80 }, (_, i): [number, number] => [620_000 + i, 310_000 + i * i])
  return makeShapefile([{ rings: [[...ring, ring[0]]], values: ['Site'] }])
}

const SHAPEFILES: readonly FileRow[] = [
  shapefile('H-10', '.shp only', () => withoutParts('shx', 'dbf', 'prj'), 'zip_missing_shapefile_parts'),
  ...['shx', 'dbf'].map((part) =>
    shapefile('H-10', `no .${part}`, () => withoutParts(part), 'zip_missing_shapefile_parts')
  ),
  shapefile('H-11', 'no .prj, for a job', () => withoutParts('prj'), 'zip_missing_shapefile_parts'),
  {
    ...shapefile('H-11', 'no .prj, for the boundary check', () => withoutParts('prj'), 'missing_crs'),
    options: { filename: 'site.zip', missingPrj: 'missing_crs' }
  },
  shapefile(
    'H-17',
    'a header that says 4 GB',
    changedShp((shp) => shp.writeUInt32BE(0x7fffffff, 24)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'a header with a negative length',
    changedShp((shp) => shp.writeInt32BE(-1, 24)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'a record of 4 GB',
    changedShp((shp) => shp.writeUInt32BE(0x7fffffff, 104)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'a record of negative length',
    changedShp((shp) => shp.writeInt32BE(-4, 104)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'two thousand million rings',
    changedShp((shp) => shp.writeInt32LE(0x7fffffff, 144)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'two thousand million points',
    changedShp((shp) => shp.writeInt32LE(0x7fffffff, 148)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'fewer than no points',
    changedShp((shp) => shp.writeInt32LE(-1, 148)),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'four thousand million rows of attributes',
    () => siteParts({ dbf: changed(siteParts().dbf, (dbf) => dbf.writeUInt32LE(0xffffffff, 4)) }),
    'unreadable_geometry_file'
  ),
  shapefile(
    'H-17',
    'more rows of attributes than shapes',
    () =>
      siteParts({
        dbf: makeShapefile([
          { rings: null, values: [] },
          { rings: null, values: [] }
        ]).dbf
      }),
    'unreadable_geometry_file'
  ),
  ...Array.from({ length: 1024 }, (_, length) =>
    shapefile(
      'H-17',
      `a .shp cut off after ${length} bytes`,
      () => {
        const parts = longParts()
        return { ...parts, shp: parts.shp.subarray(0, length) }
      },
      'unreadable_geometry_file'
    )
  )
]

const ofType = (shapeType: number): Parts =>
  makeShapefile([{ rings: [SQUARE], values: ['Site'] }], undefined, shapeType)

/** Files that can be read, but hold no outline of a site: the reader passes them on, a job is refused. */
export const SHAPE_ROWS: readonly FileRow[] = [
  shapefile(
    'H-19',
    'a null shape',
    () => makeShapefile([{ rings: null, values: ['Site'] }]),
    'invalid_geometry'
  ),
  shapefile(
    'H-19',
    'a null shape beside a polygon',
    () =>
      makeShapefile([
        { rings: null, values: ['A'] },
        { rings: [SQUARE], values: ['B'] }
      ]),
    'ambiguous_boundary'
  ),
  shapefile('H-19', 'PointZ', () => ofType(11), 'unsupported_geometry_type'),
  shapefile('H-19', 'PolyLineM', () => ofType(23), 'unsupported_geometry_type'),
  shapefile('H-19', 'MultiPatch', () => ofType(31), 'unsupported_geometry_type')
]

const KML_START = '<kml xmlns="http://www.opengis.net/kml/2.2">'
const PLACEMARK =
  '<Placemark><name>&a;</name><Polygon><outerBoundaryIs><LinearRing><coordinates>1,52 1,53 2,53 1,52' +
  '</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>'

const kml = (title: string, text: string, code = 'unreadable_geometry_file'): FileRow => ({
  id: 'H-20',
  title,
  make: () => Buffer.from(text),
  options: { filename: 'site.kml' },
  code
})

/** Entities that would be ten characters to the ninth power. */
const LAUGHS = Array.from(
  { length: 9 },
  (_, i) => `<!ENTITY ${'abcdefghi'[i]} "${i === 8 ? 'ha' : `&${'abcdefghi'[i + 1]};`.repeat(10)}">`
).join('')

/** @param address where nobody may be called */
export function kmlRows(address: string, secretFile: string): FileRow[] {
  const entity = (source: string) =>
    `<!DOCTYPE kml [<!ENTITY a SYSTEM "${source}">]>${KML_START}${PLACEMARK}</kml>`
  return [
    kml('an external entity on the network', entity(address)),
    kml('an external entity in a file', entity(`file://${secretFile}`)),
    kml('a parameter entity', `<!DOCTYPE kml [<!ENTITY % p SYSTEM "${address}"> %p;]>${KML_START}</kml>`),
    kml('a document type elsewhere', `<!DOCTYPE kml SYSTEM "${address}">${KML_START}</kml>`),
    kml('a billion laughs', `<!DOCTYPE kml [${LAUGHS}]>${KML_START}${PLACEMARK}</kml>`),
    kml('an entity that nobody declared', `${KML_START}${PLACEMARK}</kml>`),
    kml(
      '10,000 placemarks',
      `${KML_START}${PLACEMARK.replace('&a;', '').repeat(10_000)}</kml>`,
      'ambiguous_boundary'
    ),
    kml(
      'a NetworkLink',
      `${KML_START}<NetworkLink><Link><href>${address}</href></Link></NetworkLink>${PLACEMARK.replace('&a;', '')}</kml>`
    )
  ]
}

const OUTLINE = JSON.stringify({ type: 'Polygon', coordinates: [SQUARE] })

const file = (
  id: string,
  title: string,
  bytes: string | Buffer,
  filename: string,
  code: string
): FileRow => ({
  id,
  title,
  make: () => Buffer.from(bytes),
  options: { filename },
  code
})

const FILES: readonly FileRow[] = [
  file(
    'H-14',
    '2 MiB and a byte',
    Buffer.alloc(2 * 1024 * 1024 + 1, ' '),
    'site.geojson',
    'file_size_too_large'
  ),
  file('H-16', 'text called .geojson', 'This is no map.', 'site.geojson', 'unreadable_geometry_file'),
  file('H-16', 'text called .kml', 'This is no map.', 'site.kml', 'unreadable_geometry_file'),
  file('H-16', 'text in braces', '{This is no map.}', 'site.geojson', 'unreadable_geometry_file'),
  ...[
    `${'a'.repeat(250)}.geojson`,
    `${'ŷ'.repeat(125)}.geojson`,
    'a\0.geojson',
    '<script>.geojson',
    'a\u202enosjoeg.geojson',
    'CON',
    'con.geojson',
    'LPT1.geojson',
    '.geojson',
    '.hidden.geojson',
    'site;rm.geojson',
    'site\n.geojson'
  ].map((name) =>
    file('H-22', `the name ${JSON.stringify(name.slice(0, 30))}`, OUTLINE, name, 'unsafe_filename')
  )
]

const POLYGLOTS: readonly FileRow[] = [
  {
    ...zip(
      'H-23',
      'JSON with an archive behind it',
      () => Buffer.concat([Buffer.from(OUTLINE), spoilt([])()]),
      ''
    ),
    options: { filename: 'site.geojson' },
    code: 'unreadable_geometry_file'
  },
  zip(
    'H-23',
    'an archive with JSON behind it',
    () => Buffer.concat([spoilt([])(), Buffer.from(OUTLINE)]),
    'invalid_zip'
  ),
  zip('H-23', 'an archive with JSON before it', spoilt([], { before: Buffer.from(OUTLINE) }), 'invalid_zip'),
  zip('H-23', 'an archive with an archive before it', spoilt([], { before: spoilt([])() }), 'invalid_zip'),
  file('H-23', 'an archive called .geojson', spoilt([])(), 'site.geojson', 'unreadable_geometry_file'),
  file('H-23', 'an archive called .kml', spoilt([])(), 'site.kml', 'unreadable_geometry_file'),
  file('H-23', 'JSON called .zip', OUTLINE, 'site.zip', 'invalid_zip'),
  file('H-23', 'JSON called .kml', OUTLINE, 'site.kml', 'unreadable_geometry_file'),
  file('H-23', 'an archive called .shp', spoilt([])(), 'site.shp', 'unsupported_file_type'),
  file('H-23', 'an archive called .exe', spoilt([])(), 'site.exe', 'unsupported_file_type')
]

export const FILE_ROWS: readonly FileRow[] = [...ARCHIVES, ...SHAPEFILES, ...FILES, ...POLYGLOTS]
