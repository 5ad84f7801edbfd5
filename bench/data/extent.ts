/** In metres, EPSG:27700. */
export interface Extent {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

/** Numbers of the polygons that a place lies in. */
export interface Place {
  readonly catchment: number
  readonly subcatchment: number
}
