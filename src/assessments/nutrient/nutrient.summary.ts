import type { AssessmentFindings } from '../assessment-outcome'
import type { Development } from '../development'
import { round2, round2OrNull } from '../rounding'
import type { LandUseTotals } from './calculators/land-use-totals.calculator'
import type { OverlapCandidate, WwtwPermit } from './nutrient.types'
import type { ChosenWorks } from './nutrient.works'
import type { NutrientWorkings } from './nutrient.workings'

const NO_PERMIT: WwtwPermit = {
  name: null,
  subcatchment: null,
  temporary: { nitrogenMgPerL: null, phosphorusMgPerL: null },
  permanent: { nitrogenMgPerL: null, phosphorusMgPerL: null }
}

/** Where the site mostly lies, for print only. */
interface SitePlaces {
  readonly lpa: OverlapCandidate | null
  readonly subcatchment: OverlapCandidate | null
}

/** The 31 published columns in their published order, then the later ones. */
export function nutrientSummary(
  development: Development,
  workings: NutrientWorkings,
  places: SitePlaces
): NonNullable<AssessmentFindings['summary']> {
  return {
    RLB_ID: development.siteNumber,
    id: development.reference,
    Name: development.name,
    Dwel_Cat: development.dwellingCategory,
    Source: development.source,
    Dwellings: development.dwellings,
    ...placeColumns(workings, places),
    ...landUseColumns(workings),
    ...wastewaterColumns(workings),
    N_Total: workings.totals.total.nitrogenKgPerYear,
    P_Total: workings.totals.total.phosphorusKgPerYear,
    ...laterColumns(development, workings)
  }
}

function placeColumns(
  { siteAreaHa, landUse, wastewater }: NutrientWorkings,
  { lpa, subcatchment }: SitePlaces
) {
  const siteSubcatchment = subcatchment === null ? null : subcatchment.attribute
  return {
    Dev_Area_Ha: siteAreaHa,
    AreaInNNCatchment: landUse.totals === null ? null : round2(landUse.totals.areaHa),
    NN_Catchment: landUse.totals === null ? null : entryNames(landUse.totals),
    Dev_SubCatchment: siteSubcatchment,
    Majority_LPA: lpa?.attribute ?? 'UNKNOWN',
    ...worksColumns(wastewater.works, siteSubcatchment)
  }
}

function worksColumns(works: ChosenWorks, siteSubcatchment: string | null) {
  const { name, subcatchment } = works.permit ?? NO_PERMIT
  return {
    Majority_WwTw_ID: works.id,
    WwTW_name: name,
    WwTw_SubCatchment: works.isFallbackId ? (subcatchment ?? siteSubcatchment) : subcatchment
  }
}

/** May repeat a name: a protected site can consist of several catchment features. */
function entryNames({ entries }: LandUseTotals): string {
  return entries.map(({ name }) => name).join('; ')
}

function landUseColumns({ landUse: { totals, afterSuds } }: NutrientWorkings) {
  return {
    N_LU_Uplift: totals === null ? null : totals.uplift.nitrogenKgPerYear,
    P_LU_Uplift: totals === null ? null : totals.uplift.phosphorusKgPerYear,
    N_LU_postSuDS: afterSuds.nitrogenKgPerYear,
    P_LU_postSuDS: afterSuds.phosphorusKgPerYear
  }
}

function wastewaterColumns({ wastewater: { works, rates, loads } }: NutrientWorkings) {
  const { temporary, permanent } = works.permit ?? NO_PERMIT
  return {
    Occ_Rate: rates.rates.personsPerDwelling,
    Water_Usage_L_Day: rates.rates.waterUseLPerPersonDay,
    Litres_used: loads.dailyWaterUseL,
    Nitrogen_2025_2030: temporary.nitrogenMgPerL,
    Nitrogen_2030_onwards: permanent.nitrogenMgPerL,
    Phosphorus_2025_2030: temporary.phosphorusMgPerL,
    Phosphorus_2030_onwards: permanent.phosphorusMgPerL,
    N_WwTW_Temp: round2OrNull(loads.temporary.nitrogenKgPerYear),
    P_WwTW_Temp: round2OrNull(loads.temporary.phosphorusKgPerYear),
    N_WwTW_Perm: round2OrNull(loads.permanent.nitrogenKgPerYear),
    P_WwTW_Perm: round2OrNull(loads.permanent.phosphorusKgPerYear)
  }
}

function laterColumns(development: Development, { siteAreaHa, landUse: { totals } }: NutrientWorkings) {
  return {
    shape_area: development.boundary.areaM2,
    dwelling_density: siteAreaHa === 0 ? null : development.dwellings / siteAreaHa,
    nn_catchment: totals === null ? null : totals.catchmentNames,
    nn_catchment_entries: totals === null ? null : totals.entries.map(({ oid, name }) => [oid, name])
  }
}
