import { createHash } from 'node:crypto'
import { fromWkb, toEwkb, type BoundarySrid } from '@nrf/geometry'
import { aReading } from '../../../test/builders/boundary.builder'
import { databaseOptionsFor } from '../../../test/builders/database-options'
import { openTestDatabase, type TestDatabase } from '../../../test/environment/test-database'
import { PostgisBoundaryCheck } from './postgis-boundary-check'
import { Database } from '../../database/database'
import { StatementRunner } from '../../database/statement-runner'

const signal = new AbortController().signal

describe('PostgisBoundaryCheck', () => {
  let testDatabase: TestDatabase
  let database: Database
  let boundaryCheck: PostgisBoundaryCheck

  beforeAll(async () => {
    testDatabase = await openTestDatabase()
    database = new Database(databaseOptionsFor(testDatabase))
    boundaryCheck = new PostgisBoundaryCheck(StatementRunner.leavingOneFree(database))
  })

  afterAll(async () => {
    await database.onApplicationShutdown()
    await testDatabase.close()
  })

  const polygon = (...rings: number[][][]): unknown => ({ type: 'Polygon', coordinates: rings })
  const square = (x: number, y: number, side: number): number[][] => [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y]
  ]
  const check = (geometry: unknown, srid: BoundarySrid = 27700) =>
    boundaryCheck.check(aReading(geometry, srid), signal)
  const code = async (geometry: unknown, srid?: BoundarySrid): Promise<unknown> =>
    check(geometry, srid).then(
      () => 'accepted',
      (error: { code: string }) => error.code
    )

  it('hands back a sound boundary with its area and the digest of its bytes', async () => {
    const geometry = polygon(square(620_000, 326_000, 100), square(620_010, 326_010, 10))

    const checked = await check(geometry)

    expect(checked).toMatchObject({ areaM2: 9_900, repairs: [] })
    expect(fromWkb(checked.ewkb)).toEqual(geometry)
    expect(checked.digest).toBe(createHash('sha256').update(checked.ewkb).digest('hex'))
  })

  it('reprojects longitude and latitude by the 7-parameter Helmert shift', async () => {
    const [lon, lat] = [1.2669, 52.7879]
    const triangle = polygon([
      [lon, lat],
      [lon + 0.001, lat],
      [lon, lat + 0.001],
      [lon, lat]
    ])

    const { repairs, ewkb, areaM2 } = await check(triangle, 4326)
    const geometry = fromWkb(ewkb)

    const [easting, northing] = geometry.coordinates.flat(2).map(Number)
    expect(Math.abs(easting - 620_387.429)).toBeLessThan(0.001)
    expect(Math.abs(northing - 326_150.567)).toBeLessThan(0.001)
    expect(repairs).toEqual(['reprojected from EPSG:4326 to EPSG:27700'])
    expect(ewkb).toEqual(toEwkb(geometry, 27700))
    expect(areaM2).toBeGreaterThan(3_700)
    expect(areaM2).toBeLessThan(3_800)
  })

  it('gives the same digest for the same boundary', async () => {
    const first = await check(polygon(square(1_000, 1_000, 5)))
    const second = await check(polygon(square(1_000, 1_000, 5)))
    const other = await check(polygon(square(1_000, 1_000, 6)))

    expect(second.digest).toBe(first.digest)
    expect(other.digest).not.toBe(first.digest)
  })

  it('refuses a bow-tie, although its area cancels out', async () => {
    const bowTie = polygon(
      [
        [0, 0],
        [10, 10],
        [10, 0],
        [0, 10],
        [0, 0]
      ].map(([x, y]) => [x + 620_000, y + 326_000])
    )

    await expect(check(bowTie)).rejects.toMatchObject({
      code: 'self_intersecting_geometry',
      retryable: false,
      message: 'The boundary is not a valid polygon: Self-intersection[620005 326005]'
    })
  })

  it('refuses parts that overlap and holes outside their shell', async () => {
    const overlapping = {
      type: 'MultiPolygon',
      coordinates: [[square(620_000, 326_000, 100)], [square(620_050, 326_050, 100)]]
    }
    const holeOutside = polygon(square(620_000, 326_000, 100), square(620_500, 326_500, 10))

    expect(await code(overlapping)).toBe('self_intersecting_geometry')
    expect(await code(holeOutside)).toBe('self_intersecting_geometry')
  })

  it('refuses a boundary whose positions lie on one line as having no area', async () => {
    const flat = polygon([
      [620_000, 326_000],
      [620_010, 326_000],
      [620_020, 326_000],
      [620_000, 326_000]
    ])

    expect(await code(flat)).toBe('invalid_geometry')
  })

  it('refuses what leaves the grid after the reprojection', async () => {
    const westOfTheGrid = polygon(square(-8.5, 49.2, 0.01))

    expect(await code(westOfTheGrid, 4326)).toBe('coordinates_out_of_range')
  })

  it('refuses what is not an area, before asking the database', async () => {
    expect(await code({ type: 'Point', coordinates: [620_000, 326_000] })).toBe('unsupported_geometry_type')
    expect(await code(polygon(square(1.2, 52.7, 0.1)))).toBe('coordinates_out_of_range')
    expect(await code(null)).toBe('invalid_geometry')
  })
})
