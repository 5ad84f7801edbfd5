import { readFileSync } from 'node:fs'
import { Module } from '@nestjs/common'
import { Test, type TestingModule } from '@nestjs/testing'
import { ComputePool } from '@nrf/compute-pool'
import { BoundaryCheckModule } from '../../src/boundary-check/boundary-check.module'
import { CheckBoundaryUseCase } from '../../src/boundary-check/check-boundary.use-case'
import { EDP_BOUNDARIES } from '../../src/boundary-check/edp-boundaries.layer'
import { ASSESSMENT_OPTIONS, BOUNDARY_CHECK_OPTIONS, DATABASE_OPTIONS } from '../../src/config/config.tokens'
import { EventLog } from '../../src/observability/log-events'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { databaseOptionsFor } from '../builders/database-options'
import { SameThreadPool } from '../fakes/same-thread-pool'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { describeWithReference, referenceFile } from './reference-folder'

const SETUP_MS = 300_000
const MILLIMETRE = 0.001

interface Reply {
  readonly boundaryGeometryOriginal: { readonly coordinates: readonly (readonly [number, number])[][] }
  readonly intersectingEdps: readonly Readonly<Record<string, unknown>>[]
  readonly boundaryMetadata: unknown
  readonly error: string | null
}

describeWithReference('the boundary check of the published sites', () => {
  let database: TestDatabase
  let module: TestingModule

  beforeAll(async () => {
    database = await openTestDatabase()
    module = await moduleOn(database)
    const loader = module.get(ReferenceDataLoader, { strict: false })
    const { version } = await loader.load(referenceFile('fixtures', 'edp_boundaries.gpkg'), EDP_BOUNDARIES)
    await module.get(ReferenceDataVersions, { strict: false }).activate(EDP_BOUNDARIES.name, version)
  }, SETUP_MS)

  afterAll(async () => {
    await module?.close()
    await database?.close()
  })

  const check = async (name: string): Promise<Reply> => {
    const bytes = readFileSync(referenceFile('inputs', 'nutrients', name))
    const file = { filename: name, bytes }
    const { status, body } = await module.get(CheckBoundaryUseCase).check(file, AbortSignal.timeout(60_000))
    expect(status).toBe(200)
    return JSON.parse(body)
  }

  it('gives the published area, perimeter and EDP of intersects_bure_broads', async () => {
    const reply = await check('intersects_bure_broads.geojson')
    expect(reply).toMatchObject({
      boundaryMetadata: {
        area: { hectares: 1.3069, acres: 3.2295 },
        perimeter: { kilometres: 0.525, miles: 0.3262 },
        centre: [1.26545, 52.7882],
        bounds: { topLeft: [1.264, 52.7885], bottomRight: [1.2669, 52.7879] }
      },
      error: null
    })
    expect(reply.intersectingEdps).toMatchObject([
      {
        label: 'Broads SAC (Yare & Bure) & Wensum SAC',
        n2k_site_name: 'Broads SAC (Yare & Bure) & Wensum SAC',
        overlap_area_ha: 1.3069,
        overlap_area_sqm: 13_069.26,
        overlap_percentage: 100
      }
    ])
    const [ring] = reply.boundaryGeometryOriginal.coordinates
    expect(areaOf(ring)).toBeCloseTo(13_069.256, 3)
    expect(perimeterOf(ring)).toBeCloseTo(524.955, 3)
  })

  it('reprojects as published, within a millimetre', async () => {
    const { boundaryGeometryOriginal } = await check('intersects_bure_broads.geojson')
    const [[easting, northing]] = boundaryGeometryOriginal.coordinates[0]
    expect(Math.abs(easting - 620_387.429)).toBeLessThan(MILLIMETRE)
    expect(Math.abs(northing - 326_150.567)).toBeLessThan(MILLIMETRE)
  })

  it('finds no EDP for no_edp_intersection', async () => {
    expect(await check('no_edp_intersection.geojson')).toMatchObject({ intersectingEdps: [], error: null })
  })

  it('reads the published zip archive', async () => {
    expect(await check('BnW_small_under_1_hectare.zip')).toMatchObject({ error: null })
  })
})

type Ring = readonly (readonly [number, number])[]

/** By another formula than the database's: coordinates relative to the first corner, shoelace. */
function areaOf(ring: Ring): number {
  const [[x, y]] = ring
  const local = ring.map(([easting, northing]) => [easting - x, northing - y])
  const crosses = local.slice(1).map(([x1, y1], i) => local[i][0] * y1 - x1 * local[i][1])
  return Math.abs(crosses.reduce((sum, cross) => sum + cross, 0)) / 2
}

function perimeterOf(ring: Ring): number {
  return ring.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - ring[i][0], y - ring[i][1]), 0)
}

@Module({})
class Slices {}

function moduleOn(database: TestDatabase): Promise<TestingModule> {
  const slices = [
    { provide: DATABASE_OPTIONS, useValue: databaseOptionsFor(database) },
    { provide: ASSESSMENT_OPTIONS, useValue: { profile: 'corrected', boundaryMaxVertices: 100_000 } },
    {
      provide: BOUNDARY_CHECK_OPTIONS,
      useValue: { maxUploadBytes: 2_097_152, slots: 1, boundaryMaxVertices: 100_000 }
    },
    { provide: EventLog, useValue: new EventLog({ write: () => undefined }) }
  ]
  return Test.createTestingModule({
    imports: [{ module: Slices, global: true, providers: slices, exports: slices }, BoundaryCheckModule]
  })
    .overrideProvider(ComputePool)
    .useValue(new SameThreadPool())
    .compile()
    .then((module) => module.init())
}
