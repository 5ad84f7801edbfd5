import type { AreaGeometry } from '@nrf/geometry'
import type { Json } from './assessment-outcome'

/** One shape on a map, with what the evidence says about it. */
export interface MapFeature {
  /** In EPSG:27700; null when nothing is left of it at the precision of the map. */
  readonly geometry: AreaGeometry | null
  readonly properties: { readonly [name: string]: Json }
}
