import type { BoundarySrid } from '@nrf/geometry'
import { isOnGrid, toBritishNationalGrid, toWgs84 } from '../../reference-data/british-national-grid'
import { defineQuestion, type SpatialQuestion } from '../../reference-data/spatial-reference-data'

/** Decimals of coordinates in replies. */
export const REPLY_DECIMALS = 9

/** One uploaded feature on the grid. */
export interface ShapeRow {
  readonly isValid: boolean
  readonly reason: string | null
  readonly isOnGrid: boolean
  /** GeoJSON text in WGS84. */
  readonly wgs84: string
  /** GeoJSON text in EPSG:27700; of the first feature only. */
  readonly britishNationalGrid: string | null
  readonly areaM2: number | null
  readonly perimeterM: number | null
  /** Of the WGS84 form, degrees. */
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** SQL: the shapes of `$1` (EWKB, in order) on the grid, as rows (number, geom). */
export function shapesOnGrid(srid: BoundarySrid): string {
  const geometry = 'ST_GeomFromEWKB(given.bytes)'
  return `SELECT given.number, ${srid === 4326 ? toBritishNationalGrid(geometry) : geometry} AS geom
  FROM unnest($1::bytea[]) WITH ORDINALITY AS given(bytes, number)`
}

const question = (srid: BoundarySrid): SpatialQuestion<ShapeRow> =>
  defineQuestion<ShapeRow>({
    name: 'uploaded_shapes',
    layers: [],
    valueCount: 1,
    sql: () => `
WITH shape AS MATERIALIZED (
  ${shapesOnGrid(srid)}
), drawn AS MATERIALIZED (
  SELECT number, geom, ST_IsValid(geom) AS is_valid, ${toWgs84('geom')} AS degrees FROM shape
)
SELECT is_valid AS "isValid",
  CASE WHEN NOT is_valid THEN ST_IsValidReason(geom) END AS reason,
  ${isOnGrid('geom')} AS "isOnGrid",
  ST_AsGeoJSON(degrees, ${REPLY_DECIMALS}, 0) AS wgs84,
  CASE WHEN number = 1 THEN ST_AsGeoJSON(geom, ${REPLY_DECIMALS}, 0) END AS "britishNationalGrid",
  CASE WHEN number = 1 THEN ST_Area(geom) END AS "areaM2",
  CASE WHEN number = 1 THEN ST_Perimeter(geom) END AS "perimeterM",
  ST_XMin(degrees) AS west, ST_YMin(degrees) AS south, ST_XMax(degrees) AS east, ST_YMax(degrees) AS north
FROM drawn ORDER BY number`
  })

export const UPLOADED_SHAPES: Readonly<Record<BoundarySrid, SpatialQuestion<ShapeRow>>> = {
  27700: question(27700),
  4326: question(4326)
}
