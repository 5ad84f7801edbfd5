import { Test } from '@nestjs/testing'
import type { AssessmentFindings } from '../../src/assessments/assessment-outcome'
import type { Development } from '../../src/assessments/development'
import type { AssessmentContext } from '../../src/assessments/impact-assessment'
import { NutrientAssessment } from '../../src/assessments/nutrient/nutrient.assessment'
import { NUTRIENT_LAYERS } from '../../src/assessments/nutrient/nutrient.layers'
import { NutrientModule } from '../../src/assessments/nutrient/nutrient.module'
import { SudsPolicy } from '../../src/assessments/nutrient/nutrient.policy'
import {
  CATCHMENTS_OF_SUBCATCHMENT,
  SITE_OVERLAPS,
  type FragmentRow,
  type SiteOverlapsRow
} from '../../src/assessments/nutrient/nutrient.questions'
import type { AssessmentProfile } from '../../src/config/config.tokens'
import type { SpatialQuestion } from '../../src/reference-data/spatial-reference-data'
import { FakeReferenceData } from '../fakes/fake-reference-data'
import { aDevelopment } from './development.builder'

export const WORKS_ROW = {
  wwtw_code: '938',
  wwtw_name: 'Whitlingham Water Recycling Centre',
  wwtw_subcatchment: 'Yare',
  nitrogen_conc_2025_2030_mg_L: '27',
  nitrogen_conc_2030_onwards_mg_L: 10,
  phosphorus_conc_2025_2030_mg_L: '1',
  phosphorus_conc_2030_onwards_mg_L: '0.25'
}
export const FALLBACK_ROW = {
  wwtw_code: '141',
  wwtw_name: 'Package Treatment Plant default',
  wwtw_subcatchment: null,
  nitrogen_conc_2025_2030_mg_L: '25',
  nitrogen_conc_2030_onwards_mg_L: 25,
  phosphorus_conc_2025_2030_mg_L: '4.5',
  phosphorus_conc_2030_onwards_mg_L: '4.5'
}
const RATES = [
  { nn_catchment: 'The Broads SAC', occupancy_rate: 2.4, water_usage_L_per_person_day: 120 },
  { nn_catchment: 'River Wensum SAC', occupancy_rate: 2.4, water_usage_L_per_person_day: 120 },
  { nn_catchment: 'River Clun SAC', occupancy_rate: 3.2, water_usage_L_per_person_day: 100 }
]

export const aFragment = (fields: Partial<FragmentRow> = {}): FragmentRow => ({
  cromeId: 'C1',
  landUse: 'Cereals',
  catchmentSeq: 1,
  catchmentOid: '32',
  catchmentName: 'The Broads SAC',
  areaHa: 0.5,
  currN: 10,
  currP: 0.5,
  resiN: 14,
  resiP: 1.3,
  ...fields
})

const overlapsOf = (fields: Partial<SiteOverlapsRow> = {}): SiteOverlapsRow => ({
  wwtw: [{ seq: 1, attribute: '938', overlapM2: 5000 }],
  lpa: [{ seq: 1, attribute: 'Broadland District', overlapM2: 5000 }],
  subcatchments: [{ seq: 1, attribute: 'Yare', overlapM2: 5000 }],
  catchments: [{ seq: 1, oid: '32', name: 'The Broads SAC', overlapM2: 5000 }],
  fragments: [aFragment()],
  ...fields
})

/** Land in two catchments. */
export const STRADDLING = {
  fragments: [
    aFragment({ areaHa: 0.2 }),
    aFragment({ areaHa: 0.3, catchmentSeq: 2, catchmentOid: '31', catchmentName: 'River Wensum SAC' })
  ]
}
/** No land in any catchment. */
export const OUTSIDE = { catchments: [], fragments: [] }

interface GivenSite {
  readonly overlaps?: Partial<SiteOverlapsRow>
  readonly development?: Partial<Development>
}

interface GivenLookups {
  readonly works?: Record<string, string | number | null>[]
  readonly worksCatchments?: string[]
  readonly profile?: AssessmentProfile
  readonly suds?: SudsPolicy
}

/** A site by itself, without a database; what is not given is a plain site in The Broads SAC. */
export async function assessNutrients(given: GivenSite & GivenLookups = {}): Promise<AssessmentFindings> {
  const { assessment, context, developments } = await worldOf([given], given)
  return assessment.assess(developments[0], context)
}

/** Several sites as those of one file. */
export async function assessNutrientsOfFile(
  sites: readonly GivenSite[],
  lookups: GivenLookups = {}
): ReturnType<NutrientAssessment['assessBatch']> {
  const { assessment, context, developments } = await worldOf(sites, lookups)
  return assessment.assessBatch(developments, context)
}

async function worldOf(sites: readonly GivenSite[], lookups: GivenLookups) {
  const { works = [WORKS_ROW, FALLBACK_ROW], worksCatchments = [], profile = 'corrected' } = lookups
  const referenceData = new OverlapsInTurn(sites.map(({ overlaps }) => overlapsOf(overlaps)))
    .withAnswer(
      CATCHMENTS_OF_SUBCATCHMENT,
      worksCatchments.map((name) => ({ name }))
    )
    .withLookup('rates_lookup', RATES)
    .withLookup('wwtw_lookup', works)
  const module = await Test.createTestingModule({ imports: [NutrientModule] })
    .overrideProvider(SudsPolicy)
    .useValue(lookups.suds ?? new SudsPolicy())
    .compile()
  const { signal } = new AbortController()
  const names = NUTRIENT_LAYERS.map(({ name }) => name)
  const context: AssessmentContext = {
    versions: await referenceData.pin(names, signal),
    referenceData,
    signal,
    profile
  }
  const developments = sites.map(({ development }) => aDevelopment(development))
  return { assessment: module.get(NutrientAssessment), context, developments }
}

/** Answers the question for a site's overlaps once for each site, in their order. */
class OverlapsInTurn extends FakeReferenceData {
  constructor(private readonly overlaps: SiteOverlapsRow[]) {
    super()
  }

  override async ask<Row>(
    question: SpatialQuestion<Row>,
    ...rest: [readonly unknown[], Parameters<FakeReferenceData['ask']>[2]]
  ): Promise<Row[]> {
    const next = question.name === SITE_OVERLAPS.name ? this.overlaps.shift() : undefined
    if (next !== undefined) this.withAnswer(SITE_OVERLAPS, [next])
    return super.ask(question, ...rest)
  }
}
