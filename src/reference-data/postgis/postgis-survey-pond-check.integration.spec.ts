import { fromWkb, readOutlines, type BoundarySrid } from '@nrf/geometry'
import { aReading } from '../../../test/builders/boundary.builder'
import { databaseOptionsFor } from '../../../test/builders/database-options'
import { aPolygon, aSquare } from '../../../test/builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../../../test/environment/test-database'
import { PostgisBoundaryCheck } from './postgis-boundary-check'
import { PostgisSurveyPondCheck } from './postgis-survey-pond-check'
import { Database } from '../../database/database'
import { StatementRunner } from '../../database/statement-runner'

const signal = new AbortController().signal
const OPTIONS = { profile: 'corrected', boundaryMaxVertices: 12 } as const

describe('PostgisSurveyPondCheck', () => {
  let testDatabase: TestDatabase
  let database: Database
  let statements: StatementRunner

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    statements = StatementRunner.leavingOneFree(database)
  })

  afterAll(async () => {
    await database.onApplicationShutdown()
    await testDatabase.close()
  })

  const check = (outlines: readonly unknown[], srid: BoundarySrid = 27700) =>
    new PostgisSurveyPondCheck(statements, OPTIONS).check(
      readOutlines(outlines, { srid, maxVertices: OPTIONS.boundaryMaxVertices }),
      srid,
      signal
    )
  const square = (x: number, y: number, side = 10) => aPolygon(aSquare(x, y, side))
  const bowTie = aPolygon([
    [600_000, 300_000],
    [600_010, 300_010],
    [600_010, 300_000],
    [600_000, 300_010],
    [600_000, 300_000]
  ])

  it('hands back the outlines in their order, an invalid one too', async () => {
    const ponds = [square(600_000, 300_000), bowTie]

    expect((await check(ponds)).map(fromWkb)).toEqual(ponds)
    expect(await check([])).toEqual([])
    expect(await check([], 4326)).toEqual([])
  })

  it('reprojects as a boundary is reprojected', async () => {
    const ponds = [square(1.2669, 52.7879, 0.001), square(1.27, 52.79, 0.0001)]
    const boundaries = new PostgisBoundaryCheck(statements)
    const expected = await Promise.all(
      ponds.map((geometry) => boundaries.check(aReading(geometry, 4326), signal))
    )

    expect(await check(ponds, 4326)).toEqual(expected.map(({ ewkb }) => ewkb))
  })

  it.each<[string, unknown, BoundarySrid, RegExp]>([
    ['nothing at all', null, 27700, /an object/],
    ['a point', { type: 'Point', coordinates: [600_000, 300_000] }, 27700, /"Point"/],
    ['an open ring', aPolygon(aSquare(600_000, 300_000, 10).slice(0, 4)), 27700, /differs/],
    ['degrees for metres', square(1.2, 52.7, 0.001), 27700, /longitude and latitude/],
    ['metres for degrees', square(600_000, 300_000), 4326, /Longitude/],
    ['a place beyond the grid', square(-8.9, 49.1, 0.1), 4326, /British National Grid/],
    ['an infinite position', aPolygon(aSquare(Infinity, 300_000, 10)), 27700, /finite/],
    [
      'another reference system than the boundary',
      { ...square(1.2, 52.7, 0.001), crs: { type: 'name', properties: { name: 'EPSG:4326' } } },
      27700,
      /EPSG:27700 is expected/
    ]
  ])('refuses %s and says which pond it is', async (_, outline, srid, problem) => {
    const sound = srid === 27700 ? square(600_000, 300_000) : square(1.2, 52.7, 0.001)
    const promise = check([sound, outline], srid)

    await expect(promise).rejects.toMatchObject({ code: 'invalid_survey_pond', pond: 2, retryable: false })
    await expect(promise).rejects.toThrow(problem)
  })

  it('counts the vertices of all ponds together', async () => {
    const ponds = [0, 1, 2].map((index) => square(600_000 + index * 100, 300_000))

    await expect(check(ponds.slice(1))).resolves.toHaveLength(2)
    await expect(check(ponds)).rejects.toThrow(
      'Pond 3 of the survey: with it the ponds have more than 12 vertices; simplify them'
    )
  })
})
