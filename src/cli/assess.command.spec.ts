import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Position } from '@nrf/geometry'
import { InvalidConfiguration } from '../config/load-config'
import { DatabaseUnavailable } from '../database/database.failures'
import { PUBLISHED_ROW } from './assess/published-columns'
import { nrfAssess } from './assess/testing/assess-bench'

const square = (x: number): Position[] => [
  [x, 300_000],
  [x, 300_100],
  [x + 100, 300_100],
  [x + 100, 300_000],
  [x, 300_000]
]
const outline = (x = 600_000): object => ({ type: 'Polygon', coordinates: [square(x)] })
const form = (id: string, more: object = {}) => ({
  id,
  Name: 'Mill',
  Dwel_Cat: 'a',
  Source: 's',
  Dwellings: 8,
  ...more
})

interface TestFeature {
  readonly properties: object
  readonly geometry: unknown
}

const site = (id: string, more: object = {}): TestFeature => ({
  properties: form(id, more),
  geometry: outline()
})

describe('nrf assess', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-assess-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const at = (name: string): string => join(folder, name)
  const read = (name: string): string => readFileSync(at(name), 'utf8')

  function write(
    features: readonly TestFeature[],
    { name = 'sites.geojson', crs = 'EPSG:27700' } = {}
  ): string {
    const collection = {
      type: 'FeatureCollection',
      ...(crs && { crs: { type: 'name', properties: { name: crs } } }),
      features: features.map((feature) => ({ type: 'Feature', ...feature }))
    }
    writeFileSync(at(name), JSON.stringify(collection))
    return at(name)
  }

  describe('as CSV', () => {
    it('writes the published columns, one row per site in scope, counted by the position in the file', async () => {
      const file = write([site('a'), site('b', { Dwellings: 13 }), site('c', { Name: '=1+1', Dwellings: 9 })])
      const { out, err, exitCode } = await nrfAssess([file])
      const empty = ','.repeat(27)
      expect(out.split('\n')).toEqual([
        PUBLISHED_ROW['nutrient']?.join(','),
        `1,a,Mill${empty}2,`,
        `3,c,'=1+1${empty}2.25,`,
        ''
      ])
      expect(err).toBe('sites.geojson: 3 features assessed, 2 in scope, 1 out of scope, 0 refused\n')
      expect(exitCode).toBe(0)
    })

    it('has only a header when no site is in scope', async () => {
      const { out, exitCode } = await nrfAssess([write([site('a', { Dwellings: 13 })])])
      expect([out.split('\n').length, exitCode]).toEqual([2, 0])
    })

    it('goes into a file whose folder is made', async () => {
      const { out } = await nrfAssess([write([site('a')]), '--out', at('new/results.csv')])
      expect(out).toBe('')
      expect(read('new/results.csv')).toMatch(/^RLB_ID,.*\n1,a,Mill,.*\n$/)
      expect(readdirSync(at('new'))).toEqual(['results.csv'])
    })

    it('takes the columns of the summary for an assessment without published ones', async () => {
      const { out } = await nrfAssess([write([site('a')]), '--type', 'noise'])
      expect(out.split('\n')[0]).toMatch(/^RLB_ID,id,Name,N_Total,NN_Catchment,later,/)
    })
  })

  describe('as JSON', () => {
    it('writes every outcome with its evidence, in canonical form', async () => {
      const file = write([site('a'), site('b', { Dwellings: 13 })])
      const { exitCode } = await nrfAssess([file, '--out', at('out.json')])
      const outcomes: { reference: string; scope: object; evidence: object }[] = JSON.parse(read('out.json'))
      expect(outcomes).toMatchObject([
        {
          siteNumber: 1,
          reference: 'a',
          scope: { status: 'in-scope' },
          provenance: { profile: 'corrected' }
        },
        { siteNumber: 2, reference: 'b', scope: { status: 'out-of-scope' }, summary: null }
      ])
      expect(read('out.json')).toContain('"evidence":{"a":2,"b":1}')
      expect(exitCode).toBe(0)
    })

    it('is an empty list when every feature is refused', async () => {
      const { out, exitCode } = await nrfAssess([
        write([{ properties: {}, geometry: null }]),
        '--format',
        'json'
      ])
      expect([JSON.parse(out), exitCode]).toEqual([[], 1])
    })
  })

  it('writes shapes for QGIS with the site that they belong to', async () => {
    const { out } = await nrfAssess([write([site('a'), site('b')]), '--format', 'geojson'])
    expect(JSON.parse(out)).toEqual({
      type: 'FeatureCollection',
      name: 'fragments',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } },
      features: ['a', 'b'].map((id, index) => ({
        type: 'Feature',
        geometry: outline(),
        properties: { rlb_id: index + 1, site_id: id, site_name: 'Mill', area_ha: 1 }
      }))
    })
  })

  describe('of newts', () => {
    const newts = ['--type', 'great-crested-newt']
    const ponds = (properties: object) => [{ properties, geometry: outline(600_500) }]

    it('takes the features as one site and writes a table each into a folder', async () => {
      const sites = write([600_000, 600_200].map((x) => ({ properties: {}, geometry: outline(x) })))
      const survey = write([...ponds({ PANS: 'P', TmpImp: 'F' }), ...ponds({ PANS: 'NS' })], {
        name: 'ponds.geojson'
      })
      const { err, exitCode } = await nrfAssess([sites, ...newts, '--ponds', survey, '--out', at('tables')])
      expect([err, exitCode]).toEqual([
        'sites.geojson: 2 features assessed, 2 in scope, 0 out of scope, 0 refused\n',
        0
      ])
      expect(read('tables/habitat_impact.csv')).toBe('Area,RZ,Shape_Area\nRLB,Red,2\n')
      expect(read('tables/pond_frequency.csv')).toBe('PANS,Area,MaxZone,TmpImp,FREQUENCY\nP,,,,1\nNS,,,,1\n')
      expect(readdirSync(at('tables'))).toHaveLength(2)
    })

    it('writes both tables split by EDP beside them when asked to', async () => {
      const sites = write([site('a')])
      const { exitCode } = await nrfAssess([sites, ...newts, '--edp-split', '--out', at('split')])
      expect(exitCode).toBe(0)
      expect(readdirSync(at('split')).sort()).toEqual([
        'habitat_impact.csv',
        'habitat_impact_edp_split.csv',
        'pond_frequency.csv',
        'pond_frequency_edp_split.csv'
      ])
      expect(read('split/habitat_impact_edp_split.csv')).toBe(
        'Area,RZ,EDPName,Shape_Area\nRLB,Red,AreaA,1.5\n'
      )
      expect(read('split/pond_frequency_edp_split.csv')).toBe('PANS,Area,MaxZone,TmpImp,EDPName,FREQUENCY\n')
    })

    it.each([
      [{}, 'ponds.geojson: the ponds have no attribute PANS. Add it'],
      [{ PANS: 'X' }, 'ponds.geojson, feature 1: PANS is "X". It has to be one of P, A, NS, or empty.'],
      [
        { PANS: 'P', TmpImp: 'yes' },
        'ponds.geojson, feature 1: TmpImp is "yes". It has to be one of T, F, or empty.'
      ]
    ])('refuses a survey with %j', async (properties, message) => {
      const survey = write(ponds(properties), { name: 'ponds.geojson' })
      const { err, exitCode } = await nrfAssess([
        write([site('a')]),
        ...newts,
        '--ponds',
        survey,
        '--out',
        at('t')
      ])
      expect([err, exitCode]).toEqual([expect.stringContaining(message), 1])
      expect(existsSync(at('t'))).toBe(false)
    })

    it.each([
      [[], 'the CSV tables of great-crested-newt go to a folder'],
      [['--format', 'geojson'], 'has no shapes for --format geojson']
    ])('refuses %j', async (args, message) => {
      const { err, exitCode } = await nrfAssess([write([site('a')]), ...newts, ...args])
      expect([err, exitCode]).toEqual([expect.stringContaining(message), 2])
    })
  })

  describe('into a place that cannot be written', () => {
    it.each([
      ['file/out.csv', 'file is not a folder'],
      ['no/such/folder/out.csv', 'no/such is not there'],
      ['file/deeper/out.csv', 'file is not a folder'],
      ['device', 'it is neither a file nor a folder']
    ])('says so of %s in one line, before a database is opened', async (place, reason) => {
      writeFileSync(at('file'), '')
      symlinkSync('/dev/null', at('device'))
      const { err, exitCode, lent } = await nrfAssess([write([site('a')]), '--out', at(place)])
      expect(err.startsWith(`--out ${at(place)}: `)).toBe(true)
      expect(err.endsWith(`${reason}. Name another place with --out; nothing was written.\n`)).toBe(true)
      expect([err.split('\n').length, exitCode, lent]).toEqual([2, 1, 0])
    })

    it('says so of a folder before it assesses anything', async () => {
      const assess = () => Promise.reject(new Error('assessed'))
      const { err, exitCode } = await nrfAssess([write([site('a')]), '--out', folder], { assess })
      expect([err, exitCode]).toEqual([expect.stringContaining('it is a folder. Name another'), 1])
    })

    it('says so of a full disk, and leaves nothing of the file', async () => {
      symlinkSync('/dev/full', at('out.csv.part'))
      const { err, exitCode } = await nrfAssess([write([site('a')]), '--out', at('out.csv')])
      expect([err, exitCode]).toEqual([expect.stringContaining('it cannot be written (ENOSPC)'), 1])
      expect(readdirSync(folder)).toEqual(['sites.geojson'])
    })

    it('follows a link to a file instead of replacing it', async () => {
      writeFileSync(at('real.csv'), 'earlier')
      symlinkSync(at('real.csv'), at('link.csv'))
      await nrfAssess([write([site('a')]), '--out', at('link.csv')])
      expect(read('real.csv')).toContain('RLB_ID')
      expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true)
    })
  })

  describe('on bad features', () => {
    it('goes on past them, and names file, feature, fault and fix at the end', async () => {
      const { Dwellings: _, ...noDwellings } = form('f')
      const unclosed = { type: 'Polygon', coordinates: [square(600_000).slice(0, 4)] }
      const broken = { type: 'Polygon', coordinates: [[[1, 'x']]] }
      const file = write([
        { properties: form('a'), geometry: null },
        site('b'),
        { properties: form('c'), geometry: { type: 'Point', coordinates: [1, 2] } },
        { properties: form('d'), geometry: unclosed },
        { properties: form('e'), geometry: broken },
        { properties: noDwellings, geometry: outline() },
        { properties: form('g'), geometry: outline(9_600_000) },
        site('h')
      ])
      const { out, err, exitCode } = await nrfAssess([file])
      expect(out.split('\n').map((line) => line.slice(0, 4))).toEqual(['RLB_', '2,b,', '8,h,', ''])
      expect(err.split('\n')).toEqual([
        'sites.geojson: 2 features assessed, 2 in scope, 0 out of scope, 6 refused',
        '  sites.geojson, feature 1: it has no outline. Draw the outline of the site as a polygon, or remove the feature.',
        '  sites.geojson, feature 3: it is a Point, not a polygon. Draw the outline of the site as a polygon, or remove the feature.',
        expect.stringMatching(/^ {2}sites\.geojson, feature 4: .*\. Correct the outline\.$/),
        expect.stringMatching(
          /^ {2}sites\.geojson, feature 5: its geometry cannot be read: .*\. Correct the feature\.$/
        ),
        '  sites.geojson, feature 6: the attribute Dwellings or dwellings is missing. Add it, or give --dwellings.',
        expect.stringMatching(
          /^ {2}sites\.geojson, feature 7: .*\. The file is read as EPSG:27700: correct the coord/
        ),
        ''
      ])
      expect(exitCode).toBe(1)
    })

    it('lists the first twenty', async () => {
      const features = Array.from({ length: 23 }, () => ({ properties: {}, geometry: null }))
      const { err } = await nrfAssess([write(features)])
      expect(err.split('\n').slice(0, -1)).toHaveLength(22)
      expect(err).toMatch(/feature 20: .*\n {2}and 3 more\n$/)
    })

    it('fills in dwellings where there are none', async () => {
      const features = [site('a', { Dwellings: null }), site('b')]
      const { out } = await nrfAssess([write(features), '--dwellings', '40', '--format', 'json'])
      const outcomes: { summary: { N_Total: number } }[] = JSON.parse(out)
      expect(outcomes.map(({ summary }) => summary.N_Total)).toEqual([10, 2])
    })
  })

  describe('on a bad file', () => {
    it.each([
      [
        'EPSG:3857',
        'sites.geojson: it gives EPSG:3857 as its coordinate reference system. Save sites.geojson in British'
      ],
      ['none', 'sites.geojson: it gives "none" as its coordinate reference system']
    ])('refuses the reference system %s before a database is opened', async (crs, message) => {
      const { err, exitCode, lent } = await nrfAssess([write([site('a')], { crs })])
      expect([err, exitCode, lent]).toEqual([expect.stringContaining(message), 1, 0])
    })

    it('takes GeoJSON without one as degrees', async () => {
      const inDegrees = {
        type: 'Polygon',
        coordinates: [
          [
            [1, 52],
            [1.1, 52],
            [1, 52.1],
            [1, 52]
          ]
        ]
      }
      const file = write([{ properties: form('a'), geometry: inDegrees }], { crs: '' })
      const { out } = await nrfAssess([file, '--format', 'json'])
      expect(JSON.parse(out)).toMatchObject([{ provenance: { boundaryDigest: '4326' } }])
    })

    it('refuses a missing file, one without features, and one without outlines', async () => {
      expect(await nrfAssess([at('none.shp')])).toMatchObject({
        err: 'none.shp: it cannot be opened (ENOENT). Check that it is a file and may be read.\n',
        exitCode: 1
      })
      expect(await nrfAssess([write([])])).toMatchObject({
        err: expect.stringContaining('sites.geojson: it has no features'),
        exitCode: 1
      })
      writeFileSync(at('sites.csv'), 'id\n1\n')
      expect(await nrfAssess([at('sites.csv')])).toMatchObject({
        err: 'sites.csv: a CSV file has no outlines. Use GeoJSON, KML, a GeoPackage or a shapefile.\n',
        exitCode: 1
      })
    })
  })

  describe('on the command line', () => {
    it.each([
      [['--format', 'xml'], "'xml' is invalid. Allowed choices are csv, json, geojson"],
      [['--profile', 'best'], 'Allowed choices are corrected, production'],
      [['--dwellings', '0'], 'It has to be a whole number from 1 to 999999'],
      [['--dwellings', '1.5'], 'It has to be a whole number'],
      [['--type', 'bats'], 'No assessment of type "bats"; known: gcn, noise, nutrient'],
      [['--ponds', 'ponds.shp'], '--ponds is not for nutrient'],
      [['--edp-split'], '--edp-split is not for nutrient'],
      [['--wrong'], "unknown option '--wrong'"]
    ])('ends with 2 for %j', async (args, message) => {
      const { err, exitCode } = await nrfAssess([write([site('a')]), ...args])
      expect([err, exitCode]).toEqual([expect.stringContaining(message), 2])
    })

    it('needs a file, and explains itself', async () => {
      expect(await nrfAssess([])).toMatchObject({ exitCode: 2 })
      expect(await nrfAssess(['--help'])).toMatchObject({
        exitCode: 0,
        out: expect.stringContaining('Exit code')
      })
    })

    it('hands on the profile', async () => {
      const { profile, out } = await nrfAssess([
        write([site('a')]),
        '--profile',
        'production',
        '--format',
        'json'
      ])
      expect([profile, out]).toEqual(['production', expect.stringContaining('"profile":"production"')])
      expect((await nrfAssess([write([site('a')])])).profile).toBeUndefined()
    })

    it('ends with 78 when the configuration is wrong', async () => {
      const lendingFails = new InvalidConfiguration([])
      expect(await nrfAssess([write([site('a')])], { lendingFails })).toMatchObject({ exitCode: 78 })
    })

    it('shows progress on a terminal for more than a few features', async () => {
      const sites = Array.from({ length: 6 }, (_, i) => site(`${i}`))
      expect((await nrfAssess([write(sites)], { isTTY: true })).err).toContain('100 % (6 of 6)')
      expect((await nrfAssess([write(sites)])).err).not.toContain('%')
      expect((await nrfAssess([write(sites.slice(1))], { isTTY: true })).err).not.toContain('%')
    })
  })

  describe('that does not come to its end', () => {
    const sites = Array.from({ length: 9 }, (_, i) => site(`${i}`))

    it('stops on Ctrl-C with 130 and leaves no file', async () => {
      let interrupt: () => void = () => undefined
      const assess = async (_: unknown, signal: AbortSignal) => {
        interrupt()
        return Promise.reject(signal.reason)
      }
      const { err, exitCode } = await nrfAssess([write(sites), '--out', at('out.csv')], {
        assess,
        onStart: (stop) => (interrupt = stop)
      })
      expect([err, exitCode]).toEqual(['Stopped; nothing was written\n', 130])
      expect(readdirSync(folder)).toEqual(['sites.geojson'])
    })

    it('claims nothing of what went to standard output before', async () => {
      let interrupt: () => void = () => undefined
      const assess = async (_: unknown, signal: AbortSignal) => {
        interrupt()
        return Promise.reject(signal.reason)
      }
      const { err } = await nrfAssess([write(sites)], { assess, onStart: (stop) => (interrupt = stop) })
      expect(err).toBe('Stopped\n')
    })

    it('leaves the file of an earlier run as it is when the database fails', async () => {
      writeFileSync(at('out.csv'), 'earlier')
      const assess = () => Promise.reject(new DatabaseUnavailable('too slow'))
      const { err, exitCode } = await nrfAssess([write(sites), '--out', at('out.csv')], { assess })
      expect([err, exitCode]).toEqual([
        'The database did not answer: too slow. Check that it runs, and DATABASE_URL or DB_*.\n',
        1
      ])
      expect([read('out.csv'), readdirSync(folder)]).toEqual(['earlier', ['out.csv', 'sites.geojson']])
    })
  })
})
