/** A value of a golden summary; null where the public system has none. */
type PublishedValue = string | number | null
export type PublishedSummary = Readonly<Record<string, PublishedValue>>

/** Our published columns by the field names of the public system. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  id: 'id',
  dwelling_category: 'Dwel_Cat',
  source: 'Source',
  dwellings: 'Dwellings',
  shape_area: 'shape_area',
  rlb_id: 'RLB_ID',
  dev_area_ha: 'Dev_Area_Ha',
  majority_wwtw_id: 'Majority_WwTw_ID',
  majority_name: 'Majority_LPA',
  majority_opcat_name: 'Dev_SubCatchment',
  area_in_nn_catchment_ha: 'AreaInNNCatchment',
  n_lu_uplift: 'N_LU_Uplift',
  p_lu_uplift: 'P_LU_Uplift',
  nn_catchment: 'nn_catchment',
  nn_catchment_entries: 'nn_catchment_entries',
  n_lu_post_suds: 'N_LU_postSuDS',
  p_lu_post_suds: 'P_LU_postSuDS',
  occupancy_rate: 'Occ_Rate',
  water_usage_L_per_person_day: 'Water_Usage_L_Day',
  daily_water_usage_L: 'Litres_used',
  wwtw_name: 'WwTW_name',
  wwtw_subcatchment: 'WwTw_SubCatchment',
  nitrogen_conc_2025_2030_mg_L: 'Nitrogen_2025_2030',
  nitrogen_conc_2030_onwards_mg_L: 'Nitrogen_2030_onwards',
  phosphorus_conc_2025_2030_mg_L: 'Phosphorus_2025_2030',
  phosphorus_conc_2030_onwards_mg_L: 'Phosphorus_2030_onwards',
  n_wwtw_temp: 'N_WwTW_Temp',
  p_wwtw_temp: 'P_WwTW_Temp',
  n_wwtw_perm: 'N_WwTW_Perm',
  p_wwtw_perm: 'P_WwTW_Perm',
  n_total: 'N_Total',
  p_total: 'P_Total',
  dwelling_density: 'dwelling_density'
}

const TOLERANCE = 0.01 + 1e-9

const TEXT_FIELDS = new Set([
  'id',
  'name',
  'dwelling_category',
  'source',
  'majority_name',
  'majority_opcat_name',
  'nn_catchment',
  'nn_catchment_entries',
  'wwtw_name',
  'wwtw_subcatchment'
])

/** A row of a published table, its numbers read. */
export function summaryOfRow(row: Readonly<Record<string, string>>): PublishedSummary {
  const entries = Object.entries(row).map(([field, value]): [string, PublishedValue] => [
    field,
    TEXT_FIELDS.has(field) ? value : numberOf(value)
  ])
  return Object.fromEntries(entries)
}

/** JSON knows no negative zero, and the published tables have some. */
function numberOf(field: string): number | null {
  return field === '' ? null : Number(field) + 0
}

/**
 * Every column of a summary that differs from the published one; texts after trimming, numbers by more than the
 * tolerance.
 */
export function differences(
  published: PublishedSummary,
  ours: Readonly<Record<string, unknown>>,
  tolerance = TOLERANCE
): string[] {
  return Object.entries(COLUMN_OF)
    .filter(([field, column]) => !isEqual(published[field] ?? null, ours[column], tolerance))
    .map(([field, column]) => `${field}: published ${published[field]}, ours ${String(ours[column])}`)
}

function isEqual(published: PublishedValue, ours: unknown, tolerance: number): boolean {
  if (typeof published === 'number')
    return typeof ours === 'number' && Math.abs(published - ours) <= tolerance
  return textOf(published) === textOf(ours)
}

/** Lists stand as JSON text in the golden files; an empty text is a missing one. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replace(/, /g, ',').trim()
}
