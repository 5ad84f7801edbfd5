import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Test, type TestingModule } from '@nestjs/testing'
import { toEwkb, type AreaGeometry, type Polygon } from '@nrf/geometry'
import { aReading } from '../builders/boundary.builder'
import { AssessmentRegistry } from '../../src/assessments/assessment.registry'
import { AssessmentRunner } from '../../src/assessments/assessment.runner'
import { AssessmentsModule } from '../../src/assessments/assessments.module'
import type { AssessmentOutcome } from '../../src/assessments/assessment-outcome'
import type { Development, SurveyPond } from '../../src/assessments/development'
import { ASSESSMENT_OPTIONS, DATABASE_OPTIONS, SERVICE_OPTIONS } from '../../src/config/config.tokens'
import { BoundaryCheck } from '../../src/reference-data/boundary-check'
import { ReferenceDataLoader } from '../../src/reference-data/reference-data-loader'
import { ReferenceDataModule } from '../../src/reference-data/reference-data.module'
import { ReferenceDataVersions } from '../../src/reference-data/reference-data-versions'
import { databaseOptionsFor } from '../builders/database-options'
import { aDevelopment } from '../builders/development.builder'
import { globalValues } from '../builders/global-values'
import { openTestDatabase, type TestDatabase } from '../environment/test-database'
import { describeWithReference, referenceFile } from './reference-folder'

type Row = Readonly<Record<string, string | number>>

interface Tables {
  readonly habitat: readonly Row[]
  readonly ponds: readonly Row[]
}

const LAYERS = [
  { layer: 'gcn_risk_zones', file: 'gcn_risk_zones.gpkg' },
  { layer: 'gcn_ponds', file: 'gcn_ponds_recovered.gpkg' },
  { layer: 'edp_edges', file: 'edp_edges.gpkg' }
]
const SETUP_MS = 120_000
const SQUARE_METRES = 0.03
const SHARE = 1e-6
const SPLIT_SHARE = 6e-7

/** The published survey baseline of SiteBoundary_00001. */
const SURVEY_00001: Tables = {
  habitat: [
    { Area: 'Buffer', RZ: 'Amber', Shape_Area: 1_575_818.591 },
    { Area: 'Buffer', RZ: 'Green', Shape_Area: 533_019.4022 },
    { Area: 'Buffer', RZ: 'Red', Shape_Area: 1_651_538.5399 },
    { Area: 'RLB', RZ: 'Amber', Shape_Area: 29_650.4557 },
    { Area: 'RLB', RZ: 'Amber', Shape_Area: 88_449.0257 },
    { Area: 'RLB', RZ: 'Amber', Shape_Area: 250_752.385 },
    { Area: 'RLB', RZ: 'Green', Shape_Area: 49_353.6897 },
    { Area: 'RLB', RZ: 'Green', Shape_Area: 84_465.268 },
    { Area: 'RLB', RZ: 'Red', Shape_Area: 111_522.7025 },
    { Area: 'RLB', RZ: 'Red', Shape_Area: 562_301.6926 }
  ],
  ponds: [
    'A-Buffer-Amber-F 3',
    'A-Buffer-Green-F 1',
    'A-Buffer-Red-F 4',
    'A-RLB-Amber-F 1',
    'A-RLB-Red-F 19',
    'A-RLB-Red-T 3',
    'NS-Buffer-Amber-F 17',
    'NS-Buffer-Green-F 2',
    'NS-Buffer-Red-F 59',
    'NS-RLB-Red-F 3',
    'P-Buffer-Amber-F 2',
    'P-RLB-Amber-F 1',
    'P-RLB-Red-F 13',
    'P-RLB-Red-T 4'
  ].map((line) => {
    const [PANS, Area, MaxZone, TmpImp, FREQUENCY] = line.split(/[- ]/)
    return { PANS, Area, MaxZone, TmpImp, FREQUENCY: Number(FREQUENCY) }
  })
}

/** The survey baseline split by EDP: where the edge runs through, a row has a part in either area. */
const PARTS_00001: readonly (readonly [whole: number, areaA: number, areaB: number])[] = [
  [562_301.6926, 1678.8181, 560_622.8661],
  [29_650.4557, 0, 29_650.4557],
  [1_575_818.591, 1_405_476.3265, 170_342.2792],
  [1_651_538.5399, 461_236.4299, 1_190_302.1104]
]
const SURVEY_00001_SPLIT: Tables = {
  habitat: SURVEY_00001.habitat.flatMap(({ Area, RZ, Shape_Area: whole }) => {
    const [, areaA, areaB] = PARTS_00001.find(([of]) => of === whole) ?? [whole, Number(whole), 0]
    const rows = [
      { Area, RZ, EDPName: 'AreaA', Shape_Area: areaA },
      { Area, RZ, EDPName: 'AreaB', Shape_Area: areaB }
    ]
    return rows.filter((row) => row.Shape_Area > 0)
  }),
  ponds: [
    'A-Buffer-Amber-F-AreaA 3',
    'A-Buffer-Green-F-AreaA 1',
    'A-Buffer-Red-F-AreaA 4',
    'A-RLB-Amber-F-AreaA 1',
    'A-RLB-Red-F-AreaA 8',
    'A-RLB-Red-F-AreaB 11',
    'A-RLB-Red-T-AreaB 3',
    'NS-Buffer-Amber-F-AreaA 11',
    'NS-Buffer-Amber-F-AreaB 6',
    'NS-Buffer-Green-F-AreaA 2',
    'NS-Buffer-Red-F-AreaA 24',
    'NS-Buffer-Red-F-AreaB 35',
    'NS-RLB-Red-F-AreaA 2',
    'NS-RLB-Red-F-AreaB 1',
    'P-Buffer-Amber-F-AreaA 2',
    'P-RLB-Amber-F-AreaA 1',
    'P-RLB-Red-F-AreaA 6',
    'P-RLB-Red-F-AreaB 7',
    'P-RLB-Red-T-AreaB 4'
  ].map((line) => {
    const [PANS, Area, MaxZone, TmpImp, EDPName, FREQUENCY] = line.split(/[- ]/)
    return { PANS, Area, MaxZone, TmpImp, EDPName, FREQUENCY: Number(FREQUENCY) }
  })
}

describeWithReference('the published great crested newt tables', () => {
  let database: TestDatabase
  let app: TestingModule

  beforeAll(async () => {
    database = await openTestDatabase()
    const options = globalValues(
      [DATABASE_OPTIONS, databaseOptionsFor(database)],
      [ASSESSMENT_OPTIONS, { profile: 'production', boundaryMaxVertices: 100_000 }],
      [SERVICE_OPTIONS, { version: '0.0.0' }]
    )
    app = await Test.createTestingModule({
      imports: [options, AssessmentsModule, ReferenceDataModule]
    }).compile()
    await app.init()
    for (const { layer, file } of LAYERS) {
      const declaration = app
        .get(AssessmentRegistry)
        .layers()
        .find(({ name }) => name === layer)!
      const { version } = await app
        .get(ReferenceDataLoader)
        .load(referenceFile('fixtures', file), declaration, { isStrict: true })
      await app.get(ReferenceDataVersions).activate(layer, version)
    }
  }, SETUP_MS)

  afterAll(async () => {
    await app?.close()
    await database?.close()
  })

  const { signal } = new AbortController()

  async function developmentOf(site: string, surveyPonds?: readonly SurveyPond[]): Promise<Development> {
    const boundary = await app.get(BoundaryCheck).check(aReading(multiPolygonOf(site)), signal)
    return aDevelopment({ boundary, surveyPonds })
  }

  async function tablesOf(site: string, surveyPonds?: readonly SurveyPond[]): Promise<Tables> {
    const development = await developmentOf(site, surveyPonds)
    const [outcome] = await app.get(AssessmentRunner).run(['gcn'], development, signal)
    const { habitat_impact, pond_frequency } = outcome.summary as unknown as Record<string, Row[]>
    return { habitat: habitat_impact, ponds: pond_frequency }
  }

  async function outcomeOf(development: Development, extras: readonly string[]): Promise<AssessmentOutcome> {
    const ends = app.get(AssessmentRunner).runAll('gcn', [development], { signal, atOnce: 1, extras })
    for await (const end of ends) if ('outcome' in end) return end.outcome
    throw new Error('The site was not assessed')
  }

  it.each<[string, string, () => SurveyPond[] | undefined, () => Tables]>([
    [
      'SiteBoundary_00001 with national ponds, as calculated again',
      'SiteBoundary_00001',
      nationalPonds,
      () => golden('SiteBoundary_00001_no_survey')
    ],
    [
      'SiteBoundary_00001 with national ponds, as published',
      'SiteBoundary_00001',
      nationalPonds,
      () => publishedWithoutSurvey()
    ],
    [
      'SiteBoundary_00001 with its survey, as published',
      'SiteBoundary_00001',
      surveyedPonds,
      () => SURVEY_00001
    ],
    [
      'SiteBoundary_00002 with national ponds',
      'SiteBoundary_00002',
      nationalPonds,
      () => golden('SiteBoundary_00002_no_survey')
    ],
    [
      'SiteBoundary_00002 with the survey',
      'SiteBoundary_00002',
      surveyedPonds,
      () => golden('SiteBoundary_00002_survey')
    ]
  ])('%s', async (_, site, ponds, published) => {
    const { habitat, frequency } = comparable(published())
    const actual = await tablesOf(site, ponds())
    expect(actual.ponds).toEqual(frequency)
    expect(actual.habitat).toEqual(habitat)
  })

  const tableOf = ({ summary }: AssessmentOutcome, name: string) => summary?.[name] as unknown as Row[]

  it.each<[string, () => SurveyPond[] | undefined, () => Tables, number]>([
    ['national ponds', nationalPonds, () => publishedSplit(), 7],
    ['its survey', surveyedPonds, () => SURVEY_00001_SPLIT, 6]
  ])('SiteBoundary_00001 with %s, split by EDP as published', async (_, ponds, published, across) => {
    const development = await developmentOf('SiteBoundary_00001', ponds())
    const outcome = await outcomeOf(development, ['edp-split'])
    expect(tableOf(outcome, 'pond_frequency_edp_split')).toEqual(published().ponds)
    expect(tableOf(outcome, 'habitat_impact_edp_split')).toEqual(splitComparable(published().habitat))
    expect(outcome.findings).toContainEqual({
      code: 'ponds_across_edp_areas',
      message: expect.stringContaining(`${across} ponds`)
    })
    expect(outcome.provenance.layers.map(({ layer }) => layer)).toContain('edp_edges')
  })
})

/** Split areas agree within 6e-7 of the published ones. */
function splitComparable(published: readonly Row[]): object[] {
  return published
    .map(only('Area', 'RZ', 'EDPName', 'Shape_Area'))
    .sort(byAreaZoneSize)
    .map((row) => ({
      ...row,
      Shape_Area: expect.closeTo(
        Number(row['Shape_Area']),
        -Math.log10(2 * SPLIT_SHARE * Number(row['Shape_Area']))
      )
    }))
}

/** Frequencies are exact; areas agree within 0.03 square metres and within a millionth. */
function comparable({ habitat, ponds }: Tables): { habitat: object[]; frequency: Row[] } {
  return {
    frequency: ponds.map(only('PANS', 'Area', 'MaxZone', 'TmpImp', 'FREQUENCY')),
    habitat: habitat
      .map(only('Area', 'RZ', 'Shape_Area'))
      .sort(byAreaZoneSize)
      .map((row) => ({ ...row, Shape_Area: near(Number(row['Shape_Area'])) }))
  }
}

function near(areaM2: number): number {
  const allowed = Math.min(SQUARE_METRES, SHARE * areaM2)
  return expect.closeTo(areaM2, -Math.log10(2 * allowed))
}

const only =
  (...columns: string[]) =>
  (row: Row): Row =>
    Object.fromEntries(columns.map((column) => [column, row[column]]))

function byAreaZoneSize(a: Row, b: Row): number {
  const textOf = ({ Area, RZ, EDPName = '' }: Row): string => `${Area} ${RZ} ${EDPName}`
  if (textOf(a) !== textOf(b)) return textOf(a) < textOf(b) ? -1 : 1
  return Number(a['Shape_Area']) - Number(b['Shape_Area'])
}

function golden(name: string): Tables {
  return {
    habitat: separated(',', 'golden', 'gcn', `${name}_habitat_impact.csv`),
    ponds: separated(',', 'golden', 'gcn', `${name}_pond_frequency.csv`)
  }
}

function publishedWithoutSurvey(): Tables {
  const folder = ['expected', 'gcn', 'baseline_no_survey']
  return {
    habitat: separated('|', ...folder, 'Habitat_Impact.psv'),
    ponds: separated('|', ...folder, 'Ponds_Impact_Frequency.psv')
  }
}

function publishedSplit(): Tables {
  const folder = ['expected', 'gcn', 'baseline_no_survey']
  return {
    habitat: separated('|', ...folder, 'Habitat_Impact_EDPSplit.psv'),
    ponds: separated('|', ...folder, 'Ponds_Impact_Frequency_EDPSplit.psv')
  }
}

/** Rows of a file without quotes in it; numbers where a cell is one. */
function separated(separator: string, ...path: string[]): Row[] {
  const [head, ...lines] = readFileSync(referenceFile(...path), 'utf8')
    .trim()
    .split(/\r?\n/)
  const columns = head.split(separator)
  return lines.map((line) => {
    const cells = line.split(separator)
    return Object.fromEntries(
      columns.map((column, index) => {
        const cell = cells[index]
        return [column, cell !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell]
      })
    )
  })
}

interface Collection<Properties> {
  readonly features: readonly { readonly geometry: AreaGeometry; readonly properties: Properties }[]
}

/** The polygons of a file as the parts of one boundary, in the order of the file. */
function multiPolygonOf(site: string): AreaGeometry {
  const { features }: Collection<unknown> = JSON.parse(
    readFileSync(referenceFile('geojson', `${site}.geojson`), 'utf8')
  )
  return {
    type: 'MultiPolygon',
    coordinates: features.map(({ geometry }) => (geometry as Polygon).coordinates)
  }
}

function nationalPonds(): undefined {
  return undefined
}

function surveyedPonds(): SurveyPond[] {
  const { features }: Collection<{ PANS: SurveyPond['newts']; TmpImp: 'T' | 'F' | null }> = JSON.parse(
    gunzipSync(readFileSync(referenceFile('geojson', 'SitePonds_00001.geojson.gz'))).toString('utf8')
  )
  return features.map(({ geometry, properties }) => ({
    ewkb: toEwkb(geometry, 27700),
    newts: properties.PANS,
    isTemporaryImpact: properties.TmpImp && properties.TmpImp === 'T'
  }))
}
