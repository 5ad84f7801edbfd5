const WGS84 = '+proj=longlat +datum=WGS84 +no_defs'
const BRITISH_NATIONAL_GRID =
  '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy' +
  ' +towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=m +no_defs'

/**
 * SQL that takes a WGS84 geometry to EPSG:27700 by the 7-parameter Helmert shift. The parameters are spelled out,
 * because with a bare SRID the answer depends on the grids that are installed with the database.
 */
export function toBritishNationalGrid(geometry: string): string {
  return `ST_SetSRID(ST_Transform(${geometry}, '${WGS84}', '${BRITISH_NATIONAL_GRID}'), 27700)`
}

/** SQL that takes a geometry of the grid back to WGS84 by the same shift. */
export function toWgs84(geometry: string): string {
  return `ST_SetSRID(ST_Transform(${geometry}, '${BRITISH_NATIONAL_GRID}', '${WGS84}'), 4326)`
}

/** Eastings and northings that the grid has. */
const GRID_LIMITS = { eastingM: [0, 700_000], northingM: [0, 1_300_000] } as const

/** SQL condition: the geometry lies within the grid. */
export function isOnGrid(geometry: string): string {
  const { eastingM, northingM } = GRID_LIMITS
  return (
    `(ST_XMin(${geometry}) >= ${eastingM[0]} AND ST_XMax(${geometry}) <= ${eastingM[1]}` +
    ` AND ST_YMin(${geometry}) >= ${northingM[0]} AND ST_YMax(${geometry}) <= ${northingM[1]})`
  )
}
