import type { AreaGeometry } from '@nrf/geometry'
import { defineQuestion } from '../../reference-data/spatial-reference-data'
import { fragmentAreaHa, siteCells } from './nutrient.questions'

export interface FragmentGeometryRow {
  readonly cromeId: string
  readonly catchmentSeq: number
  /** Nine decimals; null when nothing is left at that precision. */
  readonly geometry: AreaGeometry | null
}

/** `$1`: the site as EWKB. The shapes of the fragments of `SITE_OVERLAPS`, the same ones in the same order. */
export const FRAGMENT_GEOMETRIES = defineQuestion<FragmentGeometryRow>({
  name: 'nutrient_fragment_geometries',
  layers: ['nn_catchments', 'coefficient_layer'],
  valueCount: 1,
  sql: (versionOf) => `
with ${siteCells(versionOf)},
fragment as materialized (
  select cell.seq, cell.crome_id, nn_hit.feature_seq, ${fragmentAreaHa()} as area_ha,
    ST_CollectionExtract(ST_UnaryUnion(ST_Collect(ST_Intersection(cell.geom, nn_hit.geom) order by nn_hit.geom)), 3)
      as geom
  from cell join nn_hit on ST_Intersects(nn_hit.geom, cell.geom)
  group by cell.seq, cell.crome_id, nn_hit.feature_seq
)
select crome_id as "cromeId", feature_seq as "catchmentSeq",
  case when not ST_IsEmpty(geom) then ST_AsGeoJSON(geom, 9, 0)::json end as geometry
from fragment
where area_ha > 0
order by feature_seq, seq`
})
