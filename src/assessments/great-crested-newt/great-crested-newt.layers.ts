import type { LayerDeclaration } from '../../reference-data/layer-declaration'
import { RISK_ZONES } from './great-crested-newt.types'

const GCN_RISK_ZONES: LayerDeclaration = {
  name: 'gcn_risk_zones',
  geometry: 'polygon',
  storage: 'generic',
  columns: [{ name: 'RZ', type: 'text', required: true, oneOf: RISK_ZONES }]
}

/** Ponds of the whole country; only their shapes are read. */
const GCN_PONDS: LayerDeclaration = {
  name: 'gcn_ponds',
  geometry: 'polygon',
  storage: 'generic',
  columns: []
}

/** Everything that the great crested newt assessment reads. */
export const GREAT_CRESTED_NEWT_LAYERS: readonly LayerDeclaration[] = [GCN_RISK_ZONES, GCN_PONDS]
