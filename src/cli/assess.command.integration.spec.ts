import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AssessCommand } from '../../test/builders/assess-command'
import { execute } from '../../test/contract/execute'
import { openTestDatabase, type TestDatabase } from '../../test/environment/test-database'
import { SAMPLES } from './project-root'
import { readSampleDevelopments, type SampleDevelopment } from './sample-developments'
import { sampleFileOf } from './sample-layers'

function placemarkOf(attributes: Readonly<Record<string, string>>, geometry: object): string {
  const { coordinates } = geometry as { coordinates: number[][][] }
  const data = Object.entries(attributes).map(
    ([name, value]) => `<Data name="${name}"><value>${value}</value></Data>`
  )
  const outline = coordinates[0].map((position) => position.join(',')).join(' ')
  return (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Site</name>' +
    `<ExtendedData>${data.join('')}</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>${outline}` +
    '</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>'
  )
}

describe('nrf assess on the sample district', () => {
  let database: TestDatabase
  let command: AssessCommand
  let samples: SampleDevelopment[]
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nrf-assess-'))
    database = await openTestDatabase()
    command = new AssessCommand(database)
    await command.load(sampleFileOf)
    samples = await readSampleDevelopments(join(SAMPLES, 'developments.json'))
  })

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await database.close()
  })

  const isNutrientSite = ({ details: { assessmentTypes, boundary } }: SampleDevelopment): boolean =>
    assessmentTypes.includes('nutrient') && boundary.srid === 27700

  /** The sample sites in British National Grid as one file, without those that no file can hold. */
  function writeSites(): { file: string; sites: SampleDevelopment[] } {
    const sites = samples.filter(isNutrientSite)
    const features = sites.map(({ details: { reference, development, boundary } }) => ({
      type: 'Feature',
      properties: {
        id: reference,
        name: reference,
        dwelling_category: development.types[0],
        source: 'samples',
        dwellings: development.housingUnits
      },
      geometry: boundary.geometry
    }))
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
    const file = join(folder, 'sites.geojson')
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', crs, features }))
    return { file, sites }
  }

  it('reads the same site from KML, with its attributes as extended data', async () => {
    const { details } = samples.find(
      ({ details: { assessmentTypes, boundary }, expect: end }) =>
        assessmentTypes.includes('nutrient') && boundary.srid === 4326 && end === 'completed'
    )!
    const attributes = { id: 'KML', dwelling_category: 'housing', source: 'map', dwellings: '40' }
    const properties = { name: 'Site', ...attributes }
    const json = join(folder, 'site.geojson')
    writeFileSync(json, JSON.stringify({ type: 'Feature', properties, geometry: details.boundary.geometry }))
    const kml = join(folder, 'site.kml')
    writeFileSync(kml, placemarkOf(attributes, details.boundary.geometry))

    const fromJson = await command.run(json, '--format', 'json')
    const fromKml = await command.run(kml, '--format', 'json')

    expect(fromKml.exitCode).toBe(0)
    expect(JSON.parse(fromKml.out)).toHaveLength(1)
    expect(fromKml.out).toBe(fromJson.out)
  })

  it('comes to the totals that were worked out by hand, and refuses what a job refuses', async () => {
    const { file, sites } = writeSites()
    const { out, err, exitCode } = await command.run(file, '--format', 'json')
    const outcomes: {
      reference: string
      scope: { status: string }
      summary: Record<string, number> | null
    }[] = JSON.parse(out)
    const failed = sites.filter(({ expect: end }) => end === 'failed')
    const answered = sites.filter(({ expect: end }) => end !== 'failed')
    expect(outcomes.map(({ reference, scope }) => [reference, scope.status])).toEqual(
      answered.map(({ details, expect: end }) => [details.reference, end === 'completed' ? 'in-scope' : end])
    )
    const byHand = answered.flatMap(({ details: { reference }, expected }) =>
      expected === undefined
        ? []
        : [[reference, expected.nitrogenTotalKgPerYear, expected.phosphorusTotalKgPerYear]]
    )
    expect(byHand.length).toBeGreaterThan(1)
    const totals = outcomes.map(({ reference, summary }) => [
      reference,
      summary?.['N_Total'],
      summary?.['P_Total']
    ])
    expect(totals).toEqual(expect.arrayContaining(byHand))
    expect(exitCode).toBe(failed.length === 0 ? 0 : 1)
    expect(err).toContain(`${failed.length} refused`)
  })

  it('splits the newt tables by EDP, and names the layer where it is missing', async () => {
    const newts = samples.find(({ details }) => details.reference === 'NRF-900010')!
    const feature = { type: 'Feature', properties: {}, geometry: newts.details.boundary.geometry }
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
    const file = join(folder, 'newts.geojson')
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', crs, features: [feature] }))
    const args = [file, '--type', 'gcn', '--edp-split', '--format', 'json']
    const { out, exitCode } = await command.run(...args)
    const [{ summary }]: [{ summary: Record<string, { Shape_Area: number }[]> }] = JSON.parse(out)
    const sumOf = (table: string) => summary[table].reduce((sum, { Shape_Area }) => sum + Shape_Area, 0)
    expect(summary['pond_frequency_edp_split']).not.toEqual([])
    expect(sumOf('habitat_impact_edp_split')).toBeCloseTo(sumOf('habitat_impact'), 2)
    expect(exitCode).toBe(0)
    await execute(database, `DELETE FROM reference.active_version WHERE layer = 'edp_edges'`)
    expect(await command.run(...args)).toMatchObject({
      err: 'No active reference data in: edp_edges. Load and activate it before processing. To load one: nrf data load <file> --layer edp_edges --activate\n',
      exitCode: 1
    })
    expect(await command.run(file, '--type', 'gcn', '--format', 'json')).toMatchObject({ exitCode: 0 })
  })

  it('reads degrees, and draws the shapes in British National Grid', async () => {
    const geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [1.0, 52.6],
          [1.01, 52.6],
          [1.01, 52.61],
          [1.0, 52.6]
        ]
      ]
    }
    const properties = { id: 1, Name: 'x', Dwel_Cat: 'a', Source: 'b' }
    const file = join(folder, 'degrees.geojson')
    writeFileSync(file, JSON.stringify({ type: 'Feature', properties, geometry }))
    const { exitCode, err } = await command.run(
      file,
      '--dwellings',
      '5',
      '--out',
      join(folder, 'map.geojson')
    )
    expect([err, exitCode]).toEqual([expect.stringContaining('1 feature assessed'), 0])
    expect(JSON.parse(readFileSync(join(folder, 'map.geojson'), 'utf8'))).toMatchObject({
      type: 'FeatureCollection',
      crs: { properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }
    })
  })
})
