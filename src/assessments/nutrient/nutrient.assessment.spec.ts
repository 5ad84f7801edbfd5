import { Test } from '@nestjs/testing'
import { aBoundary, aDevelopment } from '../../../test/builders/development.builder'
import { FakeReferenceData } from '../../../test/fakes/fake-reference-data'
import type { AssessmentFindings, Json } from '../assessment-outcome'
import type { AssessmentProfile } from '../../config/config.tokens'
import type { Development } from '../development'
import { NutrientAssessment } from './nutrient.assessment'
import { NUTRIENT_LAYERS } from './nutrient.layers'
import { NutrientModule } from './nutrient.module'
import {
  CATCHMENTS_OF_SUBCATCHMENT,
  SITE_OVERLAPS,
  type FragmentRow,
  type SiteOverlapsRow
} from './nutrient.questions'

const WORKS_ROW = {
  wwtw_code: '938',
  wwtw_name: 'Whitlingham Water Recycling Centre',
  wwtw_subcatchment: 'Yare',
  nitrogen_conc_2025_2030_mg_L: '27',
  nitrogen_conc_2030_onwards_mg_L: 10,
  phosphorus_conc_2025_2030_mg_L: '1',
  phosphorus_conc_2030_onwards_mg_L: '0.25'
}
const FALLBACK_ROW = {
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

const aFragment = (fields: Partial<FragmentRow> = {}): FragmentRow => ({
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

interface Given {
  overlaps?: Partial<SiteOverlapsRow>
  works?: Record<string, string | number | null>[]
  worksCatchments?: string[]
  development?: Partial<Development>
  profile?: AssessmentProfile
}

async function assess(given: Given = {}): Promise<AssessmentFindings> {
  const data = new FakeReferenceData()
    .withAnswer(SITE_OVERLAPS, [overlapsOf(given.overlaps)])
    .withAnswer(
      CATCHMENTS_OF_SUBCATCHMENT,
      (given.worksCatchments ?? []).map((name) => ({ name }))
    )
    .withLookup('rates_lookup', RATES)
    .withLookup('wwtw_lookup', given.works ?? [WORKS_ROW, FALLBACK_ROW])
  const module = await Test.createTestingModule({ imports: [NutrientModule] }).compile()
  const { signal } = new AbortController()
  const versions = await data.pin(
    NUTRIENT_LAYERS.map(({ name }) => name),
    signal
  )
  return module.get(NutrientAssessment).assess(aDevelopment(given.development), {
    versions,
    referenceData: data,
    signal,
    profile: given.profile ?? 'corrected'
  })
}

const codes = ({ findings }: AssessmentFindings) => findings.map(({ code }) => code)
const STRADDLING = {
  fragments: [
    aFragment({ areaHa: 0.2 }),
    aFragment({ areaHa: 0.3, catchmentSeq: 2, catchmentOid: '31', catchmentName: 'River Wensum SAC' })
  ]
}
const OUTSIDE = { catchments: [], fragments: [] }

describe('NutrientAssessment', () => {
  it('assesses a site inside one catchment', async () => {
    const { scope, impacts, summary, findings } = await assess()
    expect(scope).toEqual({ status: 'in-scope' })
    expect(summary).toMatchObject({
      Dev_Area_Ha: 0.5,
      AreaInNNCatchment: 0.5,
      NN_Catchment: 'The Broads SAC',
      Dev_SubCatchment: 'Yare',
      Majority_LPA: 'Broadland District',
      Majority_WwTw_ID: 938,
      N_LU_Uplift: 2,
      N_LU_postSuDS: 2,
      Litres_used: 2880,
      N_WwTW_Temp: 25.56,
      N_WwTW_Perm: 9.47,
      N_Total: 13.76,
      P_Total: 0.76
    })
    expect(impacts).toEqual([
      {
        id: '32',
        name: 'The Broads SAC',
        figures: [
          expect.objectContaining({ name: 'nitrogenTotal', value: 13.76, unit: 'kg/year' }),
          expect.objectContaining({ name: 'phosphorusTotal', value: 0.76, unit: 'kg/year' })
        ]
      }
    ])
    expect(findings).toEqual([])
  })

  it('prints the published columns in their published order', async () => {
    const { summary } = await assess()
    expect(Object.keys(summary!).slice(0, 31).join(',')).toBe(
      'RLB_ID,id,Name,Dwel_Cat,Source,Dwellings,Dev_Area_Ha,AreaInNNCatchment,NN_Catchment,Dev_SubCatchment,' +
        'Majority_LPA,Majority_WwTw_ID,WwTW_name,WwTw_SubCatchment,N_LU_Uplift,P_LU_Uplift,N_LU_postSuDS,' +
        'P_LU_postSuDS,Occ_Rate,Water_Usage_L_Day,Litres_used,Nitrogen_2025_2030,Nitrogen_2030_onwards,' +
        'Phosphorus_2025_2030,Phosphorus_2030_onwards,N_WwTW_Temp,P_WwTW_Temp,N_WwTW_Perm,P_WwTW_Perm,N_Total,P_Total'
    )
  })

  it('is plain data', async () => {
    const findings = await assess({ overlaps: STRADDLING })
    expect(JSON.parse(JSON.stringify(findings))).toEqual(findings)
  })

  it('takes the package treatment plant, with the subcatchment of the site, where there are no works', async () => {
    const outcome = await assess({ overlaps: { wwtw: [] } })
    expect(outcome.summary).toMatchObject({
      Majority_WwTw_ID: 141,
      WwTW_name: 'Package Treatment Plant default',
      WwTw_SubCatchment: 'Yare'
    })
    expect(codes(outcome)).toEqual(['fallback_works_used'])
  })

  it.each(['', 'n/a', null])('takes the fallback for works with the id %j', async (attribute) => {
    const outcome = await assess({ overlaps: { wwtw: [{ seq: 1, attribute, overlapM2: 1 }] } })
    expect(outcome.summary).toMatchObject({ Majority_WwTw_ID: 141 })
  })

  it('truncates a works id', async () => {
    const outcome = await assess({ overlaps: { wwtw: [{ seq: 1, attribute: '938.7', overlapM2: 1 }] } })
    expect(outcome.summary).toMatchObject({ Majority_WwTw_ID: 938 })
  })

  it('keeps a site whose works have no row, without waste water', async () => {
    const outcome = await assess({ works: [FALLBACK_ROW] })
    expect(outcome.scope.status).toBe('in-scope')
    expect(outcome.summary).toMatchObject({
      Majority_WwTw_ID: 938,
      WwTW_name: null,
      N_WwTW_Perm: null,
      N_Total: 2.4
    })
    expect(codes(outcome)).toEqual(['works_without_permit_row'])
  })

  it('takes the first row of a code that is there twice', async () => {
    const second = { ...WORKS_ROW, wwtw_name: 'Second' }
    const outcome = await assess({ works: [{ ...WORKS_ROW, wwtw_code: '9602 or 10197' }, WORKS_ROW, second] })
    expect(outcome.summary).toMatchObject({ WwTW_name: 'Whitlingham Water Recycling Centre' })
  })

  it('names the authority UNKNOWN and leaves the subcatchment missing where no layer has them', async () => {
    const { summary } = await assess({ overlaps: { lpa: [], subcatchments: [] } })
    expect(summary).toMatchObject({ Majority_LPA: 'UNKNOWN', Dev_SubCatchment: null })
  })

  it('does the same where the feature that covers most of the site has no name', async () => {
    const nameless = [{ seq: 1, attribute: null, overlapM2: 5000 }]
    const { summary } = await assess({ overlaps: { lpa: nameless, subcatchments: nameless } })
    expect(summary).toMatchObject({ Majority_LPA: 'UNKNOWN', Dev_SubCatchment: null })
  })

  it('has an uplift of 0, not a missing one, where every fragment lacks coefficients', async () => {
    const bare = aFragment({ currN: null, currP: null, resiN: null, resiP: null })
    const outcome = await assess({ overlaps: { fragments: [bare, bare, bare] } })
    expect(outcome.summary).toMatchObject({
      N_LU_Uplift: 0,
      P_LU_Uplift: 0,
      N_LU_postSuDS: 0,
      N_Total: 11.36
    })
    expect(outcome.findings[0]?.message).toContain('3 of 3 fragments')
  })

  it('tests the greenspace threshold on the rounded area', async () => {
    const upliftAt = async (areaHa: number) => {
      const { summary } = await assess({ development: { boundary: aBoundary({ areaHa }) } })
      return [summary?.['Dev_Area_Ha'], summary?.['N_LU_Uplift']]
    }
    expect(await upliftAt(0.9949)).toEqual([0.99, 2])
    expect(await upliftAt(0.9956)).toEqual([1, 0.9])
    expect(await upliftAt(1)).toEqual([1, 0.9])
  })

  it('says which land lacks coefficients', async () => {
    const outcome = await assess({
      overlaps: { fragments: [aFragment({ areaHa: 0.2 }), aFragment({ areaHa: 0.1, resiP: null })] }
    })
    expect(codes(outcome)).toEqual(['coefficient_missing', 'land_without_coefficients'])
    expect(outcome.findings[0]?.message).toContain('1 of 2 fragments (0.1000 ha)')
    expect(outcome.findings[1]?.message).toContain('0.2000 ha')
  })

  it('never changes the works for the choice of the applicant, but says when it differs', async () => {
    const differs = await assess({ development: { chosenWwtwId: '929' } })
    expect(differs.summary).toMatchObject({ Majority_WwTw_ID: 938 })
    expect(codes(differs)).toEqual(['chosen_works_differs'])
    expect(codes(await assess({ development: { chosenWwtwId: '938' } }))).toEqual([])
  })

  it('says what was repaired on the way in', async () => {
    const outcome = await assess({ development: { boundary: aBoundary({ repairs: ['Z was dropped'] }) } })
    expect(outcome.findings).toEqual([{ code: 'boundary_repaired', message: 'Z was dropped' }])
  })

  it('has no density for a site that rounds to no area', async () => {
    const { summary } = await assess({ development: { boundary: aBoundary({ areaHa: 0.001 }) } })
    expect(summary).toMatchObject({ Dev_Area_Ha: 0, dwelling_density: null })
  })

  it('is out of scope outside every catchment on the fallback works', async () => {
    const { scope, impacts, summary } = await assess({ overlaps: { ...OUTSIDE, wwtw: [] } })
    expect(scope).toEqual({ status: 'out-of-scope', reason: expect.stringContaining('outside every') })
    expect([impacts, summary]).toEqual([[], null])
  })

  it('is out of scope outside every catchment on works without a row', async () => {
    expect((await assess({ overlaps: OUTSIDE, works: [] })).scope.status).toBe('out-of-scope')
  })

  it('shows evidence that adds up to the printed totals', async () => {
    const { evidence, summary } = await assess({ overlaps: STRADDLING, development: { dwellings: 60 } })
    const shown = evidence as { [key: string]: { [key: string]: Json } }
    expect(shown['landUse']).toMatchObject({
      perCatchment: [
        { oid: '31', uplift: { nitrogenKgPerYear: 1.2 } },
        { oid: '32', uplift: { nitrogenKgPerYear: 0.8 } }
      ],
      uplift: { nitrogenKgPerYear: 2 },
      afterSuds: { nitrogenKgPerYear: summary!['N_LU_postSuDS'] }
    })
    expect(shown['total']).toMatchObject({ withBuffer: { nitrogenKgPerYear: summary!['N_Total'] } })
  })

  describe('a permit that is not a number (D-9)', () => {
    const works = [{ ...WORKS_ROW, nitrogen_conc_2025_2030_mg_L: 'f' }]

    it('is missing under the corrected profile', async () => {
      const outcome = await assess({ works })
      expect(outcome.summary).toMatchObject({
        Nitrogen_2025_2030: null,
        N_WwTW_Temp: null,
        N_WwTW_Perm: 9.47
      })
      expect(codes(outcome)).toEqual(['permit_not_numeric', 'permit_missing'])
    })

    it('aborts the production profile', async () => {
      await expect(assess({ works, profile: 'production' })).rejects.toMatchObject({
        code: 'permit_not_numeric',
        retryable: false
      })
    })
  })

  describe('rates (D-1)', () => {
    it('come from each catchment by its own name under the corrected profile', async () => {
      const outcome = await assess({ overlaps: STRADDLING })
      expect(outcome.summary).toMatchObject({ Occ_Rate: 2.4, Water_Usage_L_Day: 120, N_WwTW_Perm: 9.47 })
      expect(outcome.findings).toEqual([
        {
          code: 'rates_from_several_catchments',
          message: expect.stringContaining('River Wensum SAC; The Broads SAC')
        }
      ])
    })

    it('are missing for a joined name under the production profile, and count as zero', async () => {
      const outcome = await assess({ overlaps: STRADDLING, profile: 'production' })
      expect(outcome.summary).toMatchObject({
        Occ_Rate: null,
        Litres_used: null,
        N_WwTW_Perm: 0,
        N_Total: 2.4
      })
      expect(codes(outcome)).toEqual(['rates_missing'])
    })

    it('are weighted by area when the catchments differ', async () => {
      const outcome = await assess({
        overlaps: {
          fragments: [
            aFragment({ areaHa: 0.1 }),
            aFragment({ areaHa: 0.3, catchmentOid: '40', catchmentName: 'River Clun SAC' })
          ],
          catchments: []
        }
      })
      expect(outcome.summary!['Occ_Rate']).toBeCloseTo(3, 12)
      expect(codes(outcome)).toEqual(['rates_weighted'])
    })

    it('come from the catchment of the works for a site outside every catchment', async () => {
      const outcome = await assess({ overlaps: OUTSIDE, worksCatchments: ['The Broads SAC'] })
      expect(outcome.summary).toMatchObject({
        Occ_Rate: 2.4,
        N_WwTW_Perm: 9.47,
        N_LU_postSuDS: 0,
        N_Total: 11.36
      })
      expect(codes(outcome)).toEqual(['rates_from_works_catchment'])
      expect(outcome.impacts).toEqual([])
    })

    it('are zero for such a site under the production profile', async () => {
      const outcome = await assess({
        overlaps: OUTSIDE,
        worksCatchments: ['The Broads SAC'],
        profile: 'production'
      })
      expect(outcome.summary).toMatchObject({ Occ_Rate: null, N_WwTW_Perm: 0, N_Total: 0 })
    })

    it('leave a finding, and no silent zero, when nobody has them', async () => {
      const outcome = await assess({ overlaps: OUTSIDE })
      expect(outcome.summary).toMatchObject({ Occ_Rate: null, N_WwTW_Perm: null })
      expect(codes(outcome)).toEqual(['rates_missing'])
    })

    it('ignore a catchment that the lookup does not know', async () => {
      const outcome = await assess({
        overlaps: {
          fragments: [aFragment(), aFragment({ catchmentOid: '50', catchmentName: 'Unknown SAC' })],
          catchments: []
        }
      })
      expect(outcome.summary).toMatchObject({ Occ_Rate: 2.4 })
      expect(codes(outcome)).toEqual(['rates_missing_for_catchment'])
    })

    it('are those of the one catchment under the production profile', async () => {
      expect((await assess({ profile: 'production' })).summary).toMatchObject({
        Occ_Rate: 2.4,
        N_WwTW_Perm: 9.47
      })
    })
  })
})
