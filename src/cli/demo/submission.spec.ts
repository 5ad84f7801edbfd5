import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { detailsFromFile, detailsOfUpload } from './submission'

const SQUARE = {
  type: 'Polygon',
  coordinates: [
    [
      [600000, 300000],
      [600100, 300000],
      [600100, 300100],
      [600000, 300000]
    ]
  ]
}
const BNG = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::27700' } }

describe('a job from a file', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nrf-submit-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function details(content: object, options = {}) {
    const path = join(folder, 'site.geojson')
    await writeFile(path, JSON.stringify({ type: 'FeatureCollection', ...content }))
    return detailsFromFile(path, options)
  }
  const aFeature = (geometry: object | null, properties: object = {}) => ({
    type: 'Feature',
    geometry,
    properties
  })

  it('takes boundary, name and dwellings from the first feature', async () => {
    const made = await details({
      crs: BNG,
      features: [aFeature(SQUARE, { Name: 'Mill Lane', Dwellings: 18 })]
    })
    expect(made).toMatchObject({
      reference: expect.stringMatching(/^NRF-\d{6}$/),
      developmentName: 'Mill Lane',
      development: { types: ['housing'], housingUnits: 18 },
      boundary: { geometry: SQUARE, srid: 27700 },
      assessmentTypes: ['nutrient']
    })
  })

  it('prefers what is given on the command line, and takes degrees without a crs member', async () => {
    const degrees = {
      ...SQUARE,
      coordinates: [
        [
          [1, 52],
          [1.1, 52],
          [1.1, 52.1],
          [1, 52]
        ]
      ]
    }
    expect(
      await details({ features: [aFeature(degrees, { dwellings: 5 })] }, { dwellings: 7, type: 'gcn' })
    ).toMatchObject({ development: { housingUnits: 7 }, assessmentTypes: ['gcn'], boundary: { srid: 4326 } })
  })

  it('assumes ten dwellings where nobody says', async () => {
    expect(await details({ crs: BNG, features: [aFeature(SQUARE)] })).toMatchObject({
      development: { housingUnits: 10 },
      developmentName: ''
    })
  })

  it.each([
    ['the file has no feature', { features: [] }],
    ['is not a polygon', { features: [aFeature(null)] }],
    ['is not a polygon', { features: [aFeature({ type: 'Point', coordinates: [1, 52] })] }],
    [
      'use British National Grid',
      { crs: { type: 'name', properties: { name: 'EPSG:3857' } }, features: [aFeature(SQUARE)] }
    ]
  ])('says that %s', async (problem, content) => {
    await expect(details(content)).rejects.toThrow(problem)
  })
})

describe('a job whose boundary was stored in the bucket', () => {
  it('names the file and carries what was said about the development', () => {
    const file = {
      s3Bucket: 'files',
      s3Key: 'submitted/1/site.zip',
      filename: 'site.zip',
      contentLength: 412
    }
    expect(detailsOfUpload(file, { dwellings: 12 })).toMatchObject({
      developmentName: 'site.zip',
      assessmentTypes: ['nutrient'],
      development: { types: ['housing'], housingUnits: 12 },
      boundary: file
    })
  })
})
