import type { BoundarySrid } from '@nrf/geometry'
import { toWgs84 } from '../../reference-data/british-national-grid'
import { defineQuestion, isPieceOf, type SpatialQuestion } from '../../reference-data/spatial-reference-data'
import { EDP_BOUNDARIES } from '../edp-boundaries.layer'
import { REPLY_DECIMALS, shapesOnGrid } from './uploaded-shapes.question'

/** An EDP area that meets the uploaded shapes. */
export interface EdpRow {
  readonly name: string | null
  /** GeoJSON text in WGS84. */
  readonly edp: string
  /** GeoJSON text in WGS84; null where the two only touch. */
  readonly overlap: string | null
  readonly overlapM2: number
  /** Area of all uploaded shapes together. */
  readonly unionM2: number
}

const geoJson = (geometry: string): string => `ST_AsGeoJSON(${toWgs84(geometry)}, ${REPLY_DECIMALS}, 0)`

const question = (srid: BoundarySrid): SpatialQuestion<EdpRow> =>
  defineQuestion<EdpRow>({
    name: 'edp_overlaps',
    layers: [EDP_BOUNDARIES.name],
    valueCount: 1,
    sql: (versionOf) => `
WITH shape AS MATERIALIZED (
  ${shapesOnGrid(srid)}
), site AS MATERIALIZED (
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(geom))[1] ELSE ST_UnaryUnion(ST_Collect(geom ORDER BY number)) END AS geom
  FROM shape
), met AS MATERIALIZED (
  SELECT DISTINCT piece.feature_seq AS seq
  FROM site JOIN reference.piece piece ON ST_Intersects(piece.geom, site.geom)
  WHERE ${isPieceOf('piece', EDP_BOUNDARIES.name, versionOf)}
), edp AS MATERIALIZED (
  SELECT feature.seq, feature.attributes->>'EDP_Name' AS name, feature.geom,
    CASE WHEN ST_CoveredBy(site.geom, feature.geom) THEN site.geom
      ELSE ST_CollectionExtract(ST_Intersection(feature.geom, site.geom), 3) END AS overlap, ST_Area(site.geom) AS union_m2
  FROM met JOIN reference.feature feature
    ON feature.layer = '${EDP_BOUNDARIES.name}' AND feature.version = ${versionOf(EDP_BOUNDARIES.name)}
    AND feature.seq = met.seq
  CROSS JOIN site
)
SELECT name, ${geoJson('geom')} AS edp,
  CASE WHEN NOT ST_IsEmpty(overlap) THEN ${geoJson('overlap')} END AS overlap,
  ST_Area(overlap) AS "overlapM2", union_m2 AS "unionM2"
FROM edp ORDER BY name COLLATE "C" NULLS LAST, seq`
  })

export const EDP_OVERLAPS: Readonly<Record<BoundarySrid, SpatialQuestion<EdpRow>>> = {
  27700: question(27700),
  4326: question(4326)
}
