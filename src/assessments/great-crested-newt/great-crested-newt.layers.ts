import type { LayerDeclaration } from '../../reference-data/layer-declaration'
import { RISK_ZONES } from './great-crested-newt.types'

const GCN_RISK_ZONES: LayerDeclaration = {
  name: 'gcn_risk_zones',
  geometry: 'multipolygon',
  storage: 'generic',
  columns: [{ name: 'RZ', type: 'text', required: true, oneOf: RISK_ZONES }]
}

/** Ponds of the whole country; only their shapes are read. */
const GCN_PONDS: LayerDeclaration = {
  name: 'gcn_ponds',
  geometry: 'multipolygon',
  storage: 'generic',
  columns: []
}

/** Outlines of the areas of environmental delivery plans; only the split by EDP reads them. */
const EDP_EDGES: LayerDeclaration = {
  name: 'edp_edges',
  geometry: 'multipolygon',
  storage: 'generic',
  columns: [{ name: 'EDPName', type: 'text', required: true }]
}

/** Everything that the great crested newt assessment reads. */
export const GREAT_CRESTED_NEWT_LAYERS: readonly LayerDeclaration[] = [GCN_RISK_ZONES, GCN_PONDS]

/** Name of the extra that splits both tables by EDP. */
export const EDP_SPLIT = 'edp-split'

/** What the assessment works out only when it is asked to, and the layers that this reads besides. */
export const GREAT_CRESTED_NEWT_EXTRAS = { [EDP_SPLIT]: [EDP_EDGES] } as const
