import type { ColumnReference, LayerColumn, LayerDeclaration } from '../../reference-data/layer-declaration'

const key = (name: string, ...aliases: string[]): LayerColumn => ({
  name,
  type: 'text',
  aliases,
  required: true
})
const text = (name: string, ...aliases: string[]): LayerColumn => ({ name, type: 'text', aliases })
const CATCHMENT_NAMES: ColumnReference = { layer: 'nn_catchments', column: 'N2K_Site_N' }
const SUBCATCHMENT_NAMES: ColumnReference = { layer: 'subcatchments', column: 'OPCAT_NAME' }
const WORKS_IDS: ColumnReference = { layer: 'wwtw_catchments', column: 'WwTw_ID', isNumber: true }

const coefficient = (name: string, alias: string, most: number): LayerColumn => ({
  name,
  type: 'number',
  aliases: [alias],
  range: [0, most]
})

/** A layer of polygons that are told apart by their key. */
const polygons = (name: string, ...columns: LayerColumn[]): LayerDeclaration => ({
  name,
  geometry: 'polygon',
  storage: 'generic',
  columns
})

const NN_CATCHMENTS = polygons('nn_catchments', key('N2K_Site_N'), { ...key('OID'), unique: true })
const SUBCATCHMENTS = polygons('subcatchments', key('OPCAT_NAME'))
const LPA_BOUNDARIES = polygons('lpa_boundaries', key('NAME'))
const WWTW_CATCHMENTS = polygons('wwtw_catchments', { ...key('WwTw_ID'), unique: true })

const COEFFICIENT_LAYER: LayerDeclaration = {
  name: 'coefficient_layer',
  geometry: 'polygon',
  storage: 'coefficients',
  columns: [
    { ...key('crome_id', 'cromeid'), unique: true },
    { ...text('land_use_cat'), present: true },
    { ...text('nn_catchment'), present: true, references: CATCHMENT_NAMES },
    { ...text('subcatchment'), present: true, references: SUBCATCHMENT_NAMES },
    coefficient('lu_curr_n_coeff', 'LU_CurrNcoeff', 50),
    coefficient('lu_curr_p_coeff', 'LU_CurrPcoeff', 5),
    coefficient('n_resi_coeff', 'N_ResiCoeff', 50),
    coefficient('p_resi_coeff', 'P_ResiCoeff', 5)
  ]
}

const RATES_LOOKUP: LayerDeclaration = {
  name: 'rates_lookup',
  geometry: 'none',
  storage: 'generic',
  columns: [
    { ...key('nn_catchment'), unique: true, references: CATCHMENT_NAMES },
    { name: 'occupancy_rate', type: 'number', aliases: ['Occ_Rate'], required: true },
    {
      name: 'water_usage_L_per_person_day',
      type: 'number',
      aliases: ['Water_Usage_L_Day'],
      required: true
    }
  ]
}

/** Concentrations stay text: published rows hold "f" and "?", which count only when the works is used. */
const WWTW_LOOKUP: LayerDeclaration = {
  name: 'wwtw_lookup',
  geometry: 'none',
  storage: 'generic',
  columns: [
    { ...text('wwtw_code'), unique: true, references: WORKS_IDS },
    text('wwtw_name'),
    { ...text('wwtw_subcatchment', 'Subcatchment_name'), references: SUBCATCHMENT_NAMES },
    text('nitrogen_conc_2025_2030_mg_L', 'Nitrogen_2025_2030'),
    text('nitrogen_conc_2030_onwards_mg_L', 'Nitrogen_2030_onwards'),
    text('phosphorus_conc_2025_2030_mg_L', 'Phosphorus_2025_2030'),
    text('phosphorus_conc_2030_onwards_mg_L', 'Phosphorus_2030_onwards')
  ]
}

/** Everything that the nutrient assessment reads. */
export const NUTRIENT_LAYERS: readonly LayerDeclaration[] = [
  NN_CATCHMENTS,
  SUBCATCHMENTS,
  LPA_BOUNDARIES,
  WWTW_CATCHMENTS,
  COEFFICIENT_LAYER,
  RATES_LOOKUP,
  WWTW_LOOKUP
]
