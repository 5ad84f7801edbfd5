/** Columns of the row of a site in scope, by assessment type, in the published order. */
export const PUBLISHED_ROW: Readonly<Record<string, readonly string[] | undefined>> = {
  nutrient: [
    'RLB_ID',
    'id',
    'Name',
    'Dwel_Cat',
    'Source',
    'Dwellings',
    'Dev_Area_Ha',
    'AreaInNNCatchment',
    'NN_Catchment',
    'Dev_SubCatchment',
    'Majority_LPA',
    'Majority_WwTw_ID',
    'WwTW_name',
    'WwTw_SubCatchment',
    'N_LU_Uplift',
    'P_LU_Uplift',
    'N_LU_postSuDS',
    'P_LU_postSuDS',
    'Occ_Rate',
    'Water_Usage_L_Day',
    'Litres_used',
    'Nitrogen_2025_2030',
    'Nitrogen_2030_onwards',
    'Phosphorus_2025_2030',
    'Phosphorus_2030_onwards',
    'N_WwTW_Temp',
    'P_WwTW_Temp',
    'N_WwTW_Perm',
    'P_WwTW_Perm',
    'N_Total',
    'P_Total'
  ]
}

/** Tables that a summary may hold in place of a row, by assessment type: name and columns of each. */
export const PUBLISHED_TABLES: Readonly<
  Record<string, Readonly<Record<string, readonly string[]>> | undefined>
> = {
  gcn: {
    habitat_impact: ['Area', 'RZ', 'Shape_Area'],
    pond_frequency: ['PANS', 'Area', 'MaxZone', 'TmpImp', 'FREQUENCY'],
    habitat_impact_edp_split: ['Area', 'RZ', 'EDPName', 'Shape_Area'],
    pond_frequency_edp_split: ['PANS', 'Area', 'MaxZone', 'TmpImp', 'EDPName', 'FREQUENCY']
  }
}
