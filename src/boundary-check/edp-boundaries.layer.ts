import type { LayerDeclaration } from '../reference-data/layer-declaration'

/** Areas of environmental delivery plans, by their published names. */
export const EDP_BOUNDARIES: LayerDeclaration = {
  name: 'edp_boundaries',
  geometry: 'polygon',
  storage: 'generic',
  columns: [{ name: 'EDP_Name', type: 'text' }]
}
