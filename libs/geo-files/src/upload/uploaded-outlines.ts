import type { DeclaredCrs } from '@nrf/geometry'

/** The outlines in an upload, not checked yet. */
export interface UploadedOutlines {
  readonly format: 'geojson' | 'kml' | 'shapefile' | 'geopackage'
  /** What the file says about its coordinates; null when it says nothing. */
  readonly crs: DeclaredCrs | null
  /**
   * One for each feature: a GeoJSON geometry as it was found, null for a feature without one. A shape that is no area
   * may have nothing but its `type`.
   */
  readonly geometries: readonly unknown[]
}

/** How far an upload is read. */
export interface OutlineLimits {
  /** Most features. */
  readonly maxFeatures: number
  readonly signal?: AbortSignal
}
