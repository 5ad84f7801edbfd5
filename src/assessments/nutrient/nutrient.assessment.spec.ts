import {
  aFragment,
  assessNutrients as assess,
  assessNutrientsOfFile,
  FALLBACK_ROW,
  OUTSIDE,
  STRADDLING,
  WORKS_ROW
} from '../../../test/builders/nutrient-site'
import { aBoundary } from '../../../test/builders/development.builder'
import type { AssessmentFindings, Json } from '../assessment-outcome'
import { PermitNotNumeric } from './nutrient.failures'

const codes = ({ findings }: AssessmentFindings) => findings.map(({ code }) => code)
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

  it('shows the figures that it was worked out with, whatever policy says', async () => {
    const suds = { thresholdDwellings: 10, removalShare: 0.4 }
    const { summary, evidence } = await assess({ suds })
    expect(summary).toMatchObject({ N_LU_Uplift: 2, N_LU_postSuDS: 1.2 })
    expect(evidence).toMatchObject({
      figures: expect.arrayContaining([
        expect.objectContaining({ name: 'sudsThreshold', value: 10, unit: 'dwellings' }),
        expect.objectContaining({ name: 'sudsRemovalShare', value: 0.4 })
      ])
    })
  })

  it('says where the rates and permits were looked up', async () => {
    const sourcesOf = async (given: Parameters<typeof assess>[0]) => {
      const { evidence } = await assess(given)
      const { figures } = evidence as { readonly figures: readonly { name: string; source: string }[] }
      return ['occupancy', 'nitrogenPermitFrom2030'].map(
        (name) => figures.find((figure) => figure.name === name)?.source
      )
    }
    expect(await sourcesOf({ overlaps: STRADDLING })).toEqual([
      'rates_lookup, River Wensum SAC; The Broads SAC',
      'wwtw_lookup, works 938'
    ])
    expect((await sourcesOf({ overlaps: OUTSIDE }))[0]).toBe('rates_lookup: no row applies')
    const production = { overlaps: STRADDLING, profile: 'production' } as const
    expect((await sourcesOf(production))[0]).toBe('rates_lookup: no row applies')
  })

  describe('a choice between features (D-10)', () => {
    const feature = (attribute: string, overlapM2: number) => ({ seq: 1, attribute, overlapM2 })

    it('says which of two works that cover as much of the site was taken', async () => {
      const wwtw = [feature('939', 5000), feature('938', 5000), feature('900', 10)]
      const { summary, findings } = await assess({ overlaps: { wwtw } })
      expect(summary).toMatchObject({ Majority_WwTw_ID: 938 })
      expect(findings).toEqual([
        { code: 'overlap_tied', message: expect.stringContaining('works catchment') }
      ])
      expect(findings[0].message).toContain('938 was taken, not 939.')
    })

    it('says nothing of two features with the same name', async () => {
      const lpa = [feature('Broadland District', 5000), feature('Broadland District', 5000)]
      expect(codes(await assess({ overlaps: { lpa } }))).toEqual([])
    })

    it('says that a feature which only touches the site was taken', async () => {
      const subcatchments = [feature('Yare', 0)]
      expect((await assess({ overlaps: { subcatchments } })).findings).toEqual([
        { code: 'overlap_touches_only', message: expect.stringContaining('Yare, which only touches it') }
      ])
    })
  })

  describe('several sites of one file', () => {
    const bad = { overlaps: { wwtw: [{ seq: 1, attribute: '900', overlapM2: 1 }] } }
    const works = [
      WORKS_ROW,
      FALLBACK_ROW,
      { ...WORKS_ROW, wwtw_code: '900', nitrogen_conc_2025_2030_mg_L: '?' }
    ]

    it('go on past one that fails for good, as if it were not there', async () => {
      const lookups = { works, profile: 'production' } as const
      const [first, second, third] = await assessNutrientsOfFile([{}, bad, { overlaps: STRADDLING }], lookups)
      expect(second).toBeInstanceOf(PermitNotNumeric)
      expect([first, third]).toEqual(await assessNutrientsOfFile([{}, { overlaps: STRADDLING }], lookups))
      expect(third).toMatchObject({ summary: { Occ_Rate: 2.4 } })
    })
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
        },
        expect.objectContaining({ code: 'totals_repeat_per_catchment' })
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
      expect(codes(outcome)).toEqual([
        'rates_missing',
        'missing_load_counts_as_zero',
        'totals_repeat_per_catchment'
      ])
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
      expect(codes(outcome)).toEqual(['rates_weighted', 'totals_repeat_per_catchment'])
    })

    it('come from the catchment of the works for a site outside every catchment', async () => {
      const outcome = await assess({ overlaps: OUTSIDE, worksCatchments: ['The Broads SAC'] })
      expect(outcome.summary).toMatchObject({
        Occ_Rate: 2.4,
        N_WwTW_Perm: 9.47,
        N_LU_postSuDS: 0,
        N_Total: 11.36
      })
      expect(codes(outcome)).toEqual(['no_land_in_catchment', 'rates_from_works_catchment'])
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
      expect(codes(outcome)).toEqual(['no_land_in_catchment', 'rates_missing'])
    })

    it('ignore a catchment that the lookup does not know', async () => {
      const outcome = await assess({
        overlaps: {
          fragments: [aFragment(), aFragment({ catchmentOid: '50', catchmentName: 'Unknown SAC' })],
          catchments: []
        }
      })
      expect(outcome.summary).toMatchObject({ Occ_Rate: 2.4 })
      expect(codes(outcome)).toEqual(['rates_missing_for_catchment', 'totals_repeat_per_catchment'])
    })

    it('are those of the one catchment under the production profile', async () => {
      expect((await assess({ profile: 'production' })).summary).toMatchObject({
        Occ_Rate: 2.4,
        N_WwTW_Perm: 9.47
      })
    })
  })
})
