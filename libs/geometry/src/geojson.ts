/** Easting and northing in metres (EPSG:27700), or longitude and latitude in degrees (EPSG:4326). */
export type Position = readonly [number, number]

/** A closed ring: at least four positions, the first and the last equal. */
export type LinearRing = readonly Position[]

/** GeoJSON polygon: the shell first, then its holes. */
export interface Polygon {
  readonly type: 'Polygon'
  readonly coordinates: readonly LinearRing[]
}

/** GeoJSON multipolygon: one array of rings per part. */
export interface MultiPolygon {
  readonly type: 'MultiPolygon'
  readonly coordinates: readonly (readonly LinearRing[])[]
}

/** The only shapes a development site may have. */
export type AreaGeometry = Polygon | MultiPolygon

/** The coordinate reference systems that a boundary may be declared in. */
export type BoundarySrid = 27700 | 4326
