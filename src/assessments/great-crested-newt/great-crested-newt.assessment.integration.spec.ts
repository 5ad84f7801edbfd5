import { Test, type TestingModule } from '@nestjs/testing'
import { toEwkb, type AreaGeometry, type LinearRing } from '@nrf/geometry'
import { aReading } from '../../../test/builders/boundary.builder'
import { execute } from '../../../test/contract/execute'
import { databaseOptionsFor } from '../../../test/builders/database-options'
import { aDevelopment } from '../../../test/builders/development.builder'
import { globalValues } from '../../../test/builders/global-values'
import {
  aPolygon,
  aSquare,
  aStar,
  ReferenceFiles,
  type FeatureSpec
} from '../../../test/builders/reference-files'
import { openTestDatabase, type TestDatabase } from '../../../test/environment/test-database'
import {
  ASSESSMENT_OPTIONS,
  DATABASE_OPTIONS,
  SERVICE_OPTIONS,
  type AssessmentProfile
} from '../../config/config.tokens'
import { BoundaryCheck } from '../../reference-data/boundary-check'
import type { LayerDeclaration } from '../../reference-data/layer-declaration'
import { ReferenceDataLoader } from '../../reference-data/reference-data-loader'
import { ReferenceDataModule } from '../../reference-data/reference-data.module'
import { ReferenceDataVersions } from '../../reference-data/reference-data-versions'
import type { AssessmentOutcome } from '../assessment-outcome'
import { AssessmentReadinessCheck } from '../assessment-readiness'
import { AssessmentRunner } from '../assessment.runner'
import { AssessmentsModule } from '../assessments.module'
import type { SurveyPond } from '../development'
import { EDP_SPLIT, GREAT_CRESTED_NEWT_EXTRAS, GREAT_CRESTED_NEWT_LAYERS } from './great-crested-newt.layers'

/** Sites of 100 m × 100 m, too far from each other to meet; each has zones and ponds of its own. */
const SITES = ['no pond', 'touching', 'across', 'pond in no zone', 'no zone', 'two zones'] as const
type Site = (typeof SITES)[number]

const Y = 300_000
const eastingOf = (site: Site): number => 500_000 + SITES.indexOf(site) * 3_000

/** Corners in metres from the south-west corner of the site. */
function box(site: Site, [west, south, east, north]: readonly [number, number, number, number]): LinearRing {
  const x = eastingOf(site)
  return [
    [x + west, Y + south],
    [x + east, Y + south],
    [x + east, Y + north],
    [x + west, Y + north],
    [x + west, Y + south]
  ]
}

const aZone = (RZ: string, site: Site, corners: readonly [number, number, number, number]): FeatureSpec => ({
  properties: { RZ },
  geometry: aPolygon(box(site, corners))
})

const aPond = (site: Site, corners: readonly [number, number, number, number]): FeatureSpec => ({
  properties: {},
  geometry: aPolygon(box(site, corners))
})

const ALL_AROUND = [-900, -900, 900, 900] as const
const ZONES = [
  aZone('Red', 'no pond', ALL_AROUND),
  aZone('Green', 'touching', ALL_AROUND),
  aZone('Green', 'across', ALL_AROUND),
  aZone('Amber', 'pond in no zone', [-900, -900, 50, 900]),
  aZone('Red', 'two zones', [-900, -900, 50, 900]),
  aZone('Amber', 'two zones', [50, -900, 900, 900])
]
const PONDS = [
  aPond('touching', [100, 40, 120, 60]),
  aPond('across', [90, 40, 110, 60]),
  aPond('pond in no zone', [10, 10, 20, 20]),
  aPond('pond in no zone', [200, 10, 210, 20]),
  aPond('no zone', [40, 40, 60, 60]),
  aPond('two zones', [40, 40, 60, 60]),
  aPond('two zones', [-200, 40, -190, 50]),
  aPond('two zones', [700, 40, 710, 50])
]

/** The edge of two EDP areas runs through a site and the pond on it, 45 m from the west side of either. */
const EDP_AREAS = (['AreaA', 'AreaB'] as const).map((EDPName, index) => ({
  properties: { EDPName },
  geometry: aPolygon(box('two zones', index === 0 ? [-900, -900, 45, 900] : [45, -900, 300, 900]))
}))

/** A square of 100 m and what lies within 250 m of it, with circles of 64 corners. */
const SURROUNDINGS_M2 = 100 * 100 + 4 * 100 * 250 + 32 * 250 ** 2 * Math.sin(Math.PI / 32)

/** The star of 1,200 corners with circles drawn round its uncut outline. */
const STAR_SURROUNDINGS_M2 = 4_907_530.85

const NATIONAL = { newts: 'NS', isTemporaryImpact: false }
const green = (Area: 'RLB' | 'Buffer') => ({ PANS: 'NS', Area, MaxZone: 'Green', TmpImp: 'F', FREQUENCY: 1 })

describe('GreatCrestedNewtAssessment on hand-made layers', () => {
  let database: TestDatabase
  let files: ReferenceFiles
  let app: TestingModule

  async function start(profile: AssessmentProfile, url = database.url): Promise<TestingModule> {
    const options = globalValues(
      [DATABASE_OPTIONS, databaseOptionsFor({ ...database, url })],
      [ASSESSMENT_OPTIONS, { profile, boundaryMaxVertices: 10_000 }],
      [SERVICE_OPTIONS, { version: '0.0.0' }]
    )
    const module = await Test.createTestingModule({
      imports: [options, AssessmentsModule, ReferenceDataModule]
    }).compile()
    return module.init()
  }

  async function withApp<T>(started: Promise<TestingModule>, work: (other: TestingModule) => Promise<T>) {
    const other = await started
    try {
      return await work(other)
    } finally {
      await other.close()
    }
  }

  beforeAll(async () => {
    database = await openTestDatabase()
    files = await ReferenceFiles.create()
    app = await start('corrected')
    for (const declaration of GREAT_CRESTED_NEWT_LAYERS)
      await load(declaration, declaration.name === 'gcn_ponds' ? PONDS : ZONES)
  })

  async function load(declaration: LayerDeclaration, features: readonly FeatureSpec[]): Promise<void> {
    const file = await files.geoJson(features, 27700)
    const { version } = await app.get(ReferenceDataLoader).load(file, declaration)
    await app.get(ReferenceDataVersions).activate(declaration.name, version)
  }

  afterAll(async () => {
    await app.close()
    await files.remove()
    await database.close()
  })

  async function assess(
    geometry: AreaGeometry,
    { surveyPonds, on = app }: { surveyPonds?: readonly SurveyPond[]; on?: TestingModule } = {}
  ): Promise<AssessmentOutcome> {
    const { signal } = new AbortController()
    const boundary = await on.get(BoundaryCheck).check(aReading(geometry), signal)
    const [outcome] = await on
      .get(AssessmentRunner)
      .run(['great-crested-newt'], aDevelopment({ boundary, surveyPonds }), signal)
    return outcome
  }

  const square = (site: Site) => aPolygon(aSquare(eastingOf(site), Y, 100))
  const codesOf = ({ findings }: AssessmentOutcome) => findings.map(({ code }) => code)

  it('gives two empty tables and a finding where there is no pond', async () => {
    const outcome = await assess(square('no pond'))
    expect(outcome.summary).toEqual({ habitat_impact: [], pond_frequency: [] })
    expect(outcome.impacts).toEqual([])
    expect(codesOf(outcome)).toEqual(['no_pond_in_reach'])
  })

  it('buffers with circles of 64 corners', async () => {
    const { evidence } = await assess(square('no pond'))
    expect(evidence).toMatchObject({ site: { surroundingsM2: expect.closeTo(SURROUNDINGS_M2, 1) } })
  })

  it('cuts a large jagged outline before it draws circles, and comes to the same surroundings', async () => {
    const { evidence } = await assess(aPolygon(aStar(eastingOf('no pond'), Y, 1_200)))
    expect(evidence).toMatchObject({ site: { surroundingsM2: expect.closeTo(STAR_SURROUNDINGS_M2, -1) } })
  })

  it('counts a pond that only touches as one on the site, without area, and draws its circle', async () => {
    const { summary, evidence } = await assess(square('touching'))
    expect(summary?.['pond_frequency']).toEqual([green('RLB')])
    expect(evidence).toMatchObject({ ponds: [{ ...NATIONAL, number: 1, area: 'RLB', areaM2: 0 }] })
    expect(summary?.['habitat_impact']).toContainEqual({
      Area: 'RLB',
      RZ: 'Green',
      Shape_Area: expect.closeTo(10_000, 5)
    })
  })

  it('counts a pond across the boundary by its inner part', async () => {
    const { summary, evidence } = await assess(square('across'))
    expect(summary?.['pond_frequency']).toEqual([green('RLB')])
    expect(evidence).toMatchObject({ ponds: [{ number: 2, area: 'RLB', areaM2: expect.closeTo(200, 6) }] })
  })

  it('drops a pond in no zone from the frequency and says so', async () => {
    const outcome = await assess(square('pond in no zone'))
    expect(outcome.summary).toMatchObject({
      pond_frequency: [{ PANS: 'NS', Area: 'RLB', MaxZone: 'Amber', FREQUENCY: 1 }]
    })
    expect(outcome.evidence).toMatchObject({
      ponds: [
        { number: 3, isCounted: true },
        { number: 4, area: 'Buffer', zones: [], isCounted: false }
      ]
    })
    expect(codesOf(outcome)).toEqual(['ponds_outside_zones'])
  })

  it('answers a site without a risk zone, and fails it under the production profile (D-8)', async () => {
    const outcome = await assess(square('no zone'))
    expect(outcome.summary).toEqual({ habitat_impact: [], pond_frequency: [] })
    expect(codesOf(outcome)).toEqual(['no_risk_zone'])
    await withApp(start('production'), async (production) => {
      await expect(assess(square('no zone'), { on: production })).rejects.toMatchObject({
        code: 'no_risk_zone'
      })
    })
  })

  it('measures zone by zone and takes the highest zone of a pond', async () => {
    const { summary, evidence, impacts } = await assess(square('two zones'))
    expect(summary).toEqual({
      habitat_impact: [
        { Area: 'Buffer', RZ: 'Amber', Shape_Area: expect.any(Number) },
        { Area: 'Buffer', RZ: 'Red', Shape_Area: expect.any(Number) },
        { Area: 'RLB', RZ: 'Amber', Shape_Area: expect.closeTo(5000, 5) },
        { Area: 'RLB', RZ: 'Red', Shape_Area: expect.closeTo(5000, 5) }
      ],
      pond_frequency: [
        { PANS: 'NS', Area: 'Buffer', MaxZone: 'Red', TmpImp: 'F', FREQUENCY: 1 },
        { PANS: 'NS', Area: 'RLB', MaxZone: 'Red', TmpImp: 'F', FREQUENCY: 1 }
      ]
    })
    expect(evidence).toMatchObject({
      ponds: [
        { number: 6, zones: ['Amber', 'Red'] },
        { number: 7, zones: ['Red'] }
      ]
    })
    expect(impacts.map(({ id }) => id)).toEqual(['Red', 'Amber'])
  })

  it('keeps the parts of a site apart', async () => {
    const parts = [box('two zones', [0, 0, 30, 100]), box('two zones', [70, 0, 80, 10])]
    const { summary } = await assess({ type: 'MultiPolygon', coordinates: parts.map((ring) => [ring]) })
    expect(summary?.['habitat_impact']).toEqual([
      expect.objectContaining({ Area: 'Buffer', RZ: 'Amber' }),
      expect.objectContaining({ Area: 'Buffer', RZ: 'Red' }),
      { Area: 'RLB', RZ: 'Amber', Shape_Area: expect.closeTo(100, 5) },
      { Area: 'RLB', RZ: 'Red', Shape_Area: expect.closeTo(3000, 5) }
    ])
  })

  describe('with a survey', () => {
    const surveyed = (
      corners: readonly [number, number, number, number],
      fields: Partial<SurveyPond> = {}
    ): SurveyPond => ({
      ewkb: toEwkb(aPolygon(box('no pond', corners)), 27700),
      newts: 'P',
      isTemporaryImpact: false,
      ...fields
    })

    it('repairs an invalid outline, and leaves out what is too far away', async () => {
      const x = eastingOf('no pond')
      const bowTie = aPolygon([
        [x + 10, Y + 10],
        [x + 30, Y + 30],
        [x + 30, Y + 10],
        [x + 10, Y + 30],
        [x + 10, Y + 10]
      ])
      const surveyPonds = [
        surveyed([600, 0, 610, 10]),
        surveyed([0, 0, 1, 1], { ewkb: toEwkb(bowTie, 27700), isTemporaryImpact: true })
      ]
      const outcome = await assess(square('no pond'), { surveyPonds })
      expect(outcome.summary?.['pond_frequency']).toEqual([
        { PANS: 'P', Area: 'RLB', MaxZone: 'Red', TmpImp: 'T', FREQUENCY: 1 }
      ])
      expect(outcome.evidence).toMatchObject({ ponds: [{ number: 2, areaM2: expect.closeTo(200, 6) }] })
      expect(codesOf(outcome)).toEqual(['survey_pond_repaired', 'ponds_outside_reach'])
    })

    it('counts land round a pond of unknown newts as habitat, but not the pond', async () => {
      const outcome = await assess(square('no pond'), {
        surveyPonds: [surveyed([40, 40, 60, 60], { newts: null })]
      })
      expect(outcome.summary?.['pond_frequency']).toEqual([])
      expect(outcome.summary?.['habitat_impact']).toContainEqual({
        Area: 'RLB',
        RZ: 'Red',
        Shape_Area: expect.closeTo(10_000, 5)
      })
    })

    it('ignores the national ponds even when the survey has none', async () => {
      const { summary } = await assess(square('two zones'), { surveyPonds: [] })
      expect(summary).toEqual({ habitat_impact: [], pond_frequency: [] })
    })
  })

  describe('split by EDP', () => {
    async function split(site: Site, surveyPonds?: readonly SurveyPond[]): Promise<AssessmentOutcome> {
      const { signal } = new AbortController()
      const boundary = await app.get(BoundaryCheck).check(aReading(square(site)), signal)
      const run = { signal, atOnce: 1, extras: [EDP_SPLIT] }
      const developments = [aDevelopment({ boundary, surveyPonds })]
      for await (const end of app.get(AssessmentRunner).runAll('gcn', developments, run))
        if ('outcome' in end) return end.outcome
      throw new Error('The site was not assessed')
    }

    it('fails by the name of the layer where that is not loaded; without the split the layer is not missed', async () => {
      await expect(split('two zones')).rejects.toMatchObject({
        code: 'reference_data_missing',
        message: 'No active reference data in: edp_edges. Load and activate it before processing.'
      })
      const { provenance } = await assess(square('two zones'))
      expect(provenance.layers.map(({ layer }) => layer)).toEqual(['gcn_risk_zones', 'gcn_ponds'])
      await expect(app.get(AssessmentReadinessCheck).check()).resolves.toMatchObject({
        detail: expect.stringMatching(/^Usable: gcn/)
      })
    })

    describe('with the layer', () => {
      beforeAll(async () => {
        const [edges] = GREAT_CRESTED_NEWT_EXTRAS[EDP_SPLIT]
        await load(edges, EDP_AREAS)
      })

      it('cuts habitat at the edge, and counts a pond where most of it lies', async () => {
        const { summary, findings, provenance } = await split('two zones')
        const habitat = summary?.['habitat_impact_edp_split']
        expect(habitat).toMatchObject([
          { Area: 'Buffer', RZ: 'Amber', EDPName: 'AreaB' },
          { Area: 'Buffer', RZ: 'Red', EDPName: 'AreaA' },
          { Area: 'Buffer', RZ: 'Red', EDPName: 'AreaB' },
          { Area: 'RLB', RZ: 'Amber', EDPName: 'AreaB', Shape_Area: expect.closeTo(5000, 5) },
          { Area: 'RLB', RZ: 'Red', EDPName: 'AreaA', Shape_Area: expect.closeTo(4500, 5) },
          { Area: 'RLB', RZ: 'Red', EDPName: 'AreaB', Shape_Area: expect.closeTo(500, 5) }
        ])
        expect(summary?.['pond_frequency_edp_split']).toEqual([
          { PANS: 'NS', Area: 'Buffer', MaxZone: 'Red', TmpImp: 'F', EDPName: 'AreaA', FREQUENCY: 1 },
          { PANS: 'NS', Area: 'RLB', MaxZone: 'Red', TmpImp: 'F', EDPName: 'AreaB', FREQUENCY: 1 }
        ])
        expect(findings).toEqual([
          { code: 'habitat_outside_edp_areas', message: expect.any(String) },
          { code: 'ponds_across_edp_areas', message: expect.stringContaining('pond 6;') }
        ])
        expect(provenance.layers.at(-1)).toMatchObject({ layer: 'edp_edges', version: 1 })
      })

      it('changes nothing about the whole tables, their figures and their evidence', async () => {
        const { summary, evidence, impacts } = await assess(square('two zones'))
        const whole = await split('two zones')
        const { edpSplit, ...evidenceOfWhole } = whole.evidence as Record<string, unknown>
        expect(edpSplit).toBeDefined()
        expect(JSON.stringify([evidenceOfWhole, whole.impacts])).toBe(JSON.stringify([evidence, impacts]))
        expect(whole.summary).toMatchObject(summary!)
      })

      it('leaves out of the split what lies in no EDP area', async () => {
        const { summary, findings } = await split('across')
        expect(summary).toMatchObject({
          pond_frequency: [green('RLB')],
          habitat_impact_edp_split: [],
          pond_frequency_edp_split: []
        })
        expect(findings.map(({ code }) => code)).toEqual([
          'habitat_outside_edp_areas',
          'ponds_outside_edp_areas'
        ])
      })

      it('splits the ponds of a survey', async () => {
        const outline = aPolygon(box('two zones', [20, 20, 40, 40]))
        const pond = { ewkb: toEwkb(outline, 27700), isTemporaryImpact: true }
        const { summary } = await split('two zones', [{ ...pond, newts: 'P' }])
        expect(summary?.['pond_frequency_edp_split']).toEqual([
          { PANS: 'P', Area: 'RLB', MaxZone: 'Red', TmpImp: 'T', EDPName: 'AreaA', FREQUENCY: 1 }
        ])
      })
    })
  })

  it('gives the same bytes whatever the order of insertion and the plan', async () => {
    const sites = SITES.map((site) => square(site))
    const bytesOn = (on: TestingModule) =>
      Promise.all(sites.map(async (site) => JSON.stringify(await assess(site, { on }))))
    const before = await bytesOn(app)
    for (const table of ['feature', 'piece']) {
      await execute(
        database,
        `CREATE TEMP TABLE kept AS SELECT * FROM reference.${table};
         DELETE FROM reference.${table};
         INSERT INTO reference.${table} SELECT * FROM kept ORDER BY md5(geom::text);
         DROP TABLE kept`
      )
    }
    const url = new URL(database.url)
    url.searchParams.set('options', '-c enable_hashjoin=off -c enable_nestloop=off')
    expect(await bytesOn(app)).toEqual(before)
    expect(await withApp(start('corrected', url.href), bytesOn)).toEqual(before)
  })
})
