import { Test } from '@nestjs/testing'
import { aBoundary, aDevelopment } from '../../../test/builders/development.builder'
import { FakeReferenceData } from '../../../test/fakes/fake-reference-data'
import type { AssessmentProfile } from '../../config/config.tokens'
import type { AssessmentFindings } from '../assessment-outcome'
import type { Development, SurveyPond } from '../development'
import { GreatCrestedNewtAssessment } from './great-crested-newt.assessment'
import { GREAT_CRESTED_NEWT_EXTRAS, GREAT_CRESTED_NEWT_LAYERS } from './great-crested-newt.layers'
import { GreatCrestedNewtModule } from './great-crested-newt.module'
import {
  HABITAT_AT_NATIONAL_PONDS,
  HABITAT_AT_SURVEYED_PONDS,
  SPLIT_AT_NATIONAL_PONDS,
  SPLIT_AT_SURVEYED_PONDS,
  type SiteHabitatRow
} from './great-crested-newt.questions'
import type { AssessedPond, EdpOverlaps } from './great-crested-newt.types'

const aPond = (fields: Partial<AssessedPond> = {}): AssessedPond => ({
  number: 7,
  area: 'RLB',
  newts: 'NS',
  isTemporaryImpact: false,
  areaM2: 120.5,
  zones: ['Amber', 'Red'],
  ...fields
})

const aSurveyPond = (fields: Partial<SurveyPond> = {}): SurveyPond => ({
  ewkb: aBoundary().ewkb,
  newts: 'P',
  isTemporaryImpact: false,
  ...fields
})

/** Two patches of red habitat on a site of two parts, one of amber around it. */
const HABITAT: SiteHabitatRow = {
  siteParts: [
    { number: 1, areaM2: 4000 },
    { number: 2, areaM2: 1000 }
  ],
  surroundingsM2: 250_000,
  zoneFeatures: [
    { number: 3, zone: 'Red' },
    { number: 4, zone: 'Amber' }
  ],
  ponds: [aPond()],
  habitat: [
    { area: 'RLB', sitePart: 1, zoneFeature: 3, zone: 'Red', areaM2: 1500.25 },
    { area: 'RLB', sitePart: 2, zoneFeature: 3, zone: 'Red', areaM2: 500.5 },
    { area: 'Buffer', sitePart: null, zoneFeature: 3, zone: 'Red', areaM2: 9000 },
    { area: 'Buffer', sitePart: null, zoneFeature: 4, zone: 'Amber', areaM2: 800 }
  ],
  repairedPonds: []
}
const NOTHING: SiteHabitatRow = { ...HABITAT, zoneFeatures: [], ponds: [], habitat: [] }

/** The red land of both parts in AreaA but for 100 m² of the surroundings; the pond straddles. */
const EDP: EdpOverlaps = {
  areas: [
    { number: 1, name: 'AreaA' },
    { number: 2, name: 'AreaB' }
  ],
  habitat: [
    ...HABITAT.habitat.slice(0, 2).map((patch) => ({ ...patch, edpArea: 1, edpName: 'AreaA' })),
    { ...HABITAT.habitat[2], edpArea: 1, edpName: 'AreaA', areaM2: 8900 },
    { ...HABITAT.habitat[2], edpArea: 2, edpName: 'AreaB', areaM2: 100 }
  ],
  ponds: [
    { pond: 7, edpArea: 1, edpName: 'AreaA', overlapM2: 100 },
    { pond: 7, edpArea: 2, edpName: 'AreaB', overlapM2: 20.5 }
  ]
}

interface Given {
  readonly habitat?: Partial<SiteHabitatRow>
  readonly development?: Partial<Development>
  readonly profile?: AssessmentProfile
  readonly extras?: readonly string[]
}

async function assess({ habitat = {}, development, profile = 'corrected', extras }: Given = {}) {
  const answer = [{ ...HABITAT, ...habitat }]
  const data = new FakeReferenceData()
    .withAnswer(HABITAT_AT_NATIONAL_PONDS, answer)
    .withAnswer(HABITAT_AT_SURVEYED_PONDS, answer)
    .withAnswer(SPLIT_AT_NATIONAL_PONDS, answer)
    .withAnswer(SPLIT_AT_SURVEYED_PONDS, answer)
  const module = await Test.createTestingModule({ imports: [GreatCrestedNewtModule] }).compile()
  const { signal } = new AbortController()
  const versions = await data.pin(
    [...GREAT_CRESTED_NEWT_LAYERS, ...GREAT_CRESTED_NEWT_EXTRAS['edp-split']].map(({ name }) => name),
    signal
  )
  const findings = await module
    .get(GreatCrestedNewtAssessment)
    .assess(aDevelopment(development), { referenceData: data, versions, signal, profile, extras })
  return { findings, asked: data.asked }
}

const codesOf = ({ findings }: AssessmentFindings): string[] => findings.map(({ code }) => code)

describe('GreatCrestedNewtAssessment', () => {
  it('gives the two published tables', async () => {
    const { findings } = await assess()
    expect(findings.scope).toEqual({ status: 'in-scope' })
    expect(findings.summary).toEqual({
      habitat_impact: [
        { Area: 'Buffer', RZ: 'Amber', Shape_Area: 800 },
        { Area: 'Buffer', RZ: 'Red', Shape_Area: 9000 },
        { Area: 'RLB', RZ: 'Red', Shape_Area: 500.5 },
        { Area: 'RLB', RZ: 'Red', Shape_Area: 1500.25 }
      ],
      pond_frequency: [{ PANS: 'NS', Area: 'RLB', MaxZone: 'Red', TmpImp: 'F', FREQUENCY: 1 }]
    })
    expect(codesOf(findings)).toEqual([])
  })

  it('gives an impact for each zone, the worst first', async () => {
    const { findings } = await assess()
    const values = findings.impacts.map(({ id, figures }) => [id, ...figures.map(({ value }) => value)])
    expect(values).toEqual([
      ['Red', 2000.75, 9000, 1, 0],
      ['Amber', 0, 800, 0, 0]
    ])
    expect(findings.impacts[0].figures.map(({ unit }) => unit)).toEqual(['m2', 'm2', 'ponds', 'ponds'])
  })

  it('names a zone with ponds but without habitat', async () => {
    const { findings } = await assess({ habitat: { habitat: [] } })
    expect(findings.impacts.map(({ id }) => id)).toEqual(['Red'])
  })

  it('shows every patch and every pond in the evidence, and adds up', async () => {
    const { findings } = await assess()
    expect(findings.evidence).toMatchObject({
      pondSource: 'national',
      surveyedPonds: null,
      site: { parts: HABITAT.siteParts },
      ponds: [{ number: 7, area: 'RLB', zones: ['Amber', 'Red'], maxZone: 'Red', isCounted: true }],
      habitat: HABITAT.habitat,
      habitatByZone: [
        { zone: 'Red', siteM2: 2000.75, surroundingsM2: 9000 },
        { zone: 'Amber', siteM2: 0, surroundingsM2: 800 }
      ]
    })
  })

  it('is plain JSON', async () => {
    const { findings } = await assess({ development: { surveyPonds: [aSurveyPond()] } })
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings)
  })

  it('asks for national ponds without a survey, and for its ponds with one', async () => {
    expect((await assess()).asked.map(({ question }) => question)).toEqual([HABITAT_AT_NATIONAL_PONDS.name])
    const { asked } = await assess({
      development: { surveyPonds: [aSurveyPond({ newts: 'A', isTemporaryImpact: true }), aSurveyPond()] }
    })
    expect(asked.map(({ question }) => question)).toEqual([HABITAT_AT_SURVEYED_PONDS.name])
    const { values } = asked[0]
    expect(values.slice(1, 5)).toEqual([250, 250, 16, 0.0001])
    expect(values.slice(6)).toEqual([
      ['A', 'P'],
      [true, false]
    ])
  })

  it('never falls back to national ponds when the survey found none', async () => {
    const { asked, findings } = await assess({ habitat: NOTHING, development: { surveyPonds: [] } })
    expect(asked.map(({ question }) => question)).toEqual([HABITAT_AT_SURVEYED_PONDS.name])
    expect(codesOf(findings)).toContain('no_pond_in_reach')
  })

  it('takes the impact as permanent when the survey says it of no pond, and says so', async () => {
    const silent = [aSurveyPond({ isTemporaryImpact: null }), aSurveyPond({ isTemporaryImpact: null })]
    const { asked, findings } = await assess({ development: { surveyPonds: silent } })
    expect(asked[0].values.at(-1)).toEqual([false, false])
    expect(codesOf(findings)).toContain('temporary_impact_missing')
  })

  it('leaves an impact unknown when the survey says it of other ponds', async () => {
    const surveyPonds = [aSurveyPond({ isTemporaryImpact: null }), aSurveyPond()]
    const ponds = [aPond({ number: 1, isTemporaryImpact: null }), aPond({ number: 2 })]
    const { asked, findings } = await assess({ habitat: { ponds }, development: { surveyPonds } })
    expect(asked[0].values.at(-1)).toEqual([null, false])
    expect(findings.findings).toEqual([
      { code: 'survey_value_missing', message: expect.stringContaining('for pond 1,') }
    ])
  })

  it('tells of repaired ponds and of ponds out of reach', async () => {
    const surveyPonds = Array.from({ length: 14 }, () => aSurveyPond())
    const repairedPonds = Array.from({ length: 12 }, (_, index) => index + 1)
    const { findings } = await assess({ habitat: { repairedPonds }, development: { surveyPonds } })
    expect(findings.findings).toEqual([
      {
        code: 'survey_pond_repaired',
        message: expect.stringContaining('12 ponds (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …)')
      },
      { code: 'ponds_outside_reach', message: expect.stringMatching(/^13 of 14 .* 250 m /) }
    ])
  })

  it('tells of ponds in no zone and of repairs to the boundary', async () => {
    const { findings } = await assess({
      habitat: { ponds: [aPond(), aPond({ number: 8, zones: [] })] },
      development: { boundary: aBoundary({ repairs: ['Z dropped'] }) }
    })
    expect(codesOf(findings)).toEqual(['boundary_repaired', 'ponds_outside_zones'])
  })

  it('answers with empty tables where there is no risk zone (D-8)', async () => {
    const { findings } = await assess({ habitat: { ...NOTHING, ponds: [aPond({ zones: [] })] } })
    expect(findings).toMatchObject({
      scope: { status: 'in-scope' },
      impacts: [],
      summary: { habitat_impact: [], pond_frequency: [] }
    })
    expect(codesOf(findings)).toEqual(['no_risk_zone'])
  })

  it('fails by name there under the production profile (D-8)', async () => {
    await expect(assess({ habitat: NOTHING, profile: 'production' })).rejects.toMatchObject({
      code: 'no_risk_zone',
      retryable: false
    })
  })
})

describe('GreatCrestedNewtAssessment split by EDP', () => {
  const splitWith = (edp: EdpOverlaps, given: Given = {}) =>
    assess({ ...given, habitat: { ...given.habitat, edp }, extras: ['edp-split'] })

  it('adds both tables by EDP, and changes nothing else', async () => {
    const { findings: whole } = await assess()
    const { findings: split } = await splitWith(EDP)
    const { habitat_impact_edp_split, pond_frequency_edp_split, ...summary } = split.summary!
    expect({ ...split, summary, evidence: null, findings: [] }).toEqual({
      ...whole,
      evidence: null,
      findings: []
    })
    expect(split.evidence).toMatchObject(whole.evidence as object)
    expect(habitat_impact_edp_split).toEqual([
      { Area: 'Buffer', RZ: 'Red', EDPName: 'AreaA', Shape_Area: 8900 },
      { Area: 'Buffer', RZ: 'Red', EDPName: 'AreaB', Shape_Area: 100 },
      { Area: 'RLB', RZ: 'Red', EDPName: 'AreaA', Shape_Area: 500.5 },
      { Area: 'RLB', RZ: 'Red', EDPName: 'AreaA', Shape_Area: 1500.25 }
    ])
    expect(pond_frequency_edp_split).toEqual([
      { PANS: 'NS', Area: 'RLB', MaxZone: 'Red', TmpImp: 'F', EDPName: 'AreaA', FREQUENCY: 1 }
    ])
  })

  it('asks one question, the survey with its ponds', async () => {
    expect((await splitWith(EDP)).asked.map(({ question }) => question)).toEqual([
      SPLIT_AT_NATIONAL_PONDS.name
    ])
    const development = { surveyPonds: [aSurveyPond()] }
    const { asked } = await splitWith(EDP, { development })
    expect(asked.map(({ question }) => question)).toEqual([SPLIT_AT_SURVEYED_PONDS.name])
  })

  it('shows every overlap in the evidence, as plain JSON', async () => {
    const { findings } = await splitWith(EDP)
    expect(findings.evidence).toMatchObject({
      edpSplit: {
        areas: EDP.areas,
        habitat: EDP.habitat,
        pondOverlaps: EDP.ponds,
        ponds: [{ number: 7, edpArea: 1, edpName: 'AreaA' }]
      }
    })
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings)
  })

  it('tells of ponds across areas and of land in none', async () => {
    const { findings } = await splitWith(EDP)
    expect(findings.findings).toEqual([
      { code: 'habitat_outside_edp_areas', message: expect.stringMatching(/^800 m² /) },
      { code: 'ponds_across_edp_areas', message: expect.stringContaining('a part of pond 7;') }
    ])
  })

  it('gives empty tables where there is no EDP area, and says so', async () => {
    const { findings } = await splitWith({ areas: [], habitat: [], ponds: [] })
    expect(findings.summary).toMatchObject({ habitat_impact_edp_split: [], pond_frequency_edp_split: [] })
    expect(codesOf(findings)).toEqual(['habitat_outside_edp_areas', 'ponds_outside_edp_areas'])
    expect(findings.evidence).toMatchObject({
      edpSplit: { ponds: [{ number: 7, edpArea: null, edpName: null }] }
    })
  })
})
