import { defineQuestion, isPieceOf, type VersionOf } from '../../reference-data/spatial-reference-data'

interface OverlapRow {
  readonly seq: number
  readonly attribute: string | null
  readonly overlapM2: number
}

interface CatchmentRow {
  readonly seq: number
  readonly oid: string | null
  readonly name: string | null
  readonly overlapM2: number
}

export interface FragmentRow {
  readonly cromeId: string
  readonly landUse: string | null
  readonly catchmentSeq: number
  readonly catchmentOid: string | null
  readonly catchmentName: string | null
  readonly areaHa: number
  readonly currN: number | null
  readonly currP: number | null
  readonly resiN: number | null
  readonly resiP: number | null
}

/** Everything that the assessment asks the database about one site: one row, one round trip. */
export interface SiteOverlapsRow {
  readonly wwtw: readonly OverlapRow[]
  readonly lpa: readonly OverlapRow[]
  readonly subcatchments: readonly OverlapRow[]
  readonly catchments: readonly CatchmentRow[]
  readonly fragments: readonly FragmentRow[]
}

/**
 * `$1`: the site as EWKB, valid, EPSG:27700.
 *
 * Layers are stored cut into pieces; areas are summed per original feature, ordered, so that the last digits do not
 * depend on the plan. Fragments are site ∩ cell first, then ∩ catchment: another nesting gives other last digits.
 */
export const SITE_OVERLAPS = defineQuestion<SiteOverlapsRow>({
  name: 'nutrient_site_overlaps',
  layers: ['wwtw_catchments', 'lpa_boundaries', 'subcatchments', 'nn_catchments', 'coefficient_layer'],
  valueCount: 1,
  sql: (versionOf) => `
with ${siteFragments(versionOf)}
select
  ${majority('wwtw_catchments', 'WwTw_ID', versionOf)} as wwtw,
  ${majority('lpa_boundaries', 'NAME', versionOf)} as lpa,
  ${majority('subcatchments', 'OPCAT_NAME', versionOf)} as subcatchments,
  (
    select coalesce(json_agg(json_build_object(
      'seq', nn.seq, 'oid', nn.oid, 'name', nn.name, 'overlapM2', o.overlap_m2) order by nn.seq), '[]')
    from (
      select feature_seq, sum(ST_Area(ST_Intersection(geom, $1::geometry)) order by geom) as overlap_m2
      from nn_hit group by feature_seq
    ) o join nn on nn.seq = o.feature_seq
  ) as catchments,
  (
    select coalesce(json_agg(json_build_object(
      'cromeId', f.crome_id, 'landUse', k.land_use_cat,
      'catchmentSeq', f.feature_seq, 'catchmentOid', nn.oid, 'catchmentName', nn.name, 'areaHa', f.area_ha,
      'currN', k.lu_curr_n_coeff, 'currP', k.lu_curr_p_coeff,
      'resiN', k.n_resi_coeff, 'resiP', k.p_resi_coeff) order by f.feature_seq, f.seq), '[]')
    from fragment f
    join nn on nn.seq = f.feature_seq
    join reference.coefficient_class k
      on k.version = ${versionOf('coefficient_layer')} and k.class_id = f.class_id
    where f.area_ha > 0
  ) as fragments`
})

/** Site ∩ cell, and the catchment pieces that the site meets. A cell that is wholly covered is not cut. */
export function siteCells(versionOf: VersionOf): string {
  return `nn_hit as materialized (
  select p.feature_seq, p.geom
  from reference.piece p
  where ${isPieceOf('p', 'nn_catchments', versionOf)}
    and ST_Intersects(p.geom, $1::geometry)
),
nn as materialized (
  select f.seq, f.attributes->>'OID' as oid, f.attributes->>'N2K_Site_N' as name
  from reference.feature f
  where f.layer = 'nn_catchments' and f.version = ${versionOf('nn_catchments')}
    and f.seq in (select feature_seq from nn_hit)
),
cell as materialized (
  select c.seq, c.crome_id, c.class_id,
    case when ST_Covers($1::geometry, c.geom) then c.geom else ST_Intersection($1::geometry, c.geom) end as geom
  from reference.coefficient_cell c
  where c.slot = (${versionOf('coefficient_layer')} % 3)::smallint and c.version = ${versionOf('coefficient_layer')}
    and exists (select from nn_hit)
    and ST_Intersects($1::geometry, c.geom)
)`
}

/** Area of a cell in the pieces of one catchment feature, in hectares. A piece that is wholly covered is not cut. */
export function fragmentAreaHa(): string {
  return `sum(case when ST_Covers(nn_hit.geom, cell.geom) then ST_Area(cell.geom)
             else ST_Area(ST_Intersection(cell.geom, nn_hit.geom)) end order by nn_hit.geom) / 10000.0`
}

/** Site ∩ cell, then ∩ catchment. */
function siteFragments(versionOf: VersionOf): string {
  return `${siteCells(versionOf)},
fragment as materialized (
  select cell.seq, cell.crome_id, cell.class_id, nn_hit.feature_seq,
    ${fragmentAreaHa()} as area_ha
  from cell join nn_hit on ST_Intersects(nn_hit.geom, cell.geom)
  group by cell.seq, cell.crome_id, cell.class_id, nn_hit.feature_seq
)`
}

function majority(layer: string, attribute: string, versionOf: VersionOf): string {
  return `(
    select coalesce(json_agg(json_build_object(
      'seq', f.seq, 'attribute', f.attributes->>'${attribute}', 'overlapM2', o.overlap_m2) order by f.seq), '[]')
    from (
      select p.feature_seq, sum(ST_Area(ST_Intersection(p.geom, $1::geometry)) order by p.geom) as overlap_m2
      from reference.piece p
      where ${isPieceOf('p', layer, versionOf)} and ST_Intersects(p.geom, $1::geometry)
      group by p.feature_seq
    ) o
    join reference.feature f
      on f.layer = '${layer}' and f.version = ${versionOf(layer)} and f.seq = o.feature_seq
  )`
}

export interface SubcatchmentCatchmentRow {
  readonly name: string
}

/** `$1`: name of a subcatchment. The catchments that the coefficient layer places it in, by code point. */
export const CATCHMENTS_OF_SUBCATCHMENT = defineQuestion<SubcatchmentCatchmentRow>({
  name: 'nutrient_catchments_of_subcatchment',
  layers: ['coefficient_layer'],
  valueCount: 1,
  sql: (versionOf) => `
select distinct nn_catchment collate "C" as name
from reference.coefficient_class
where version = ${versionOf('coefficient_layer')} and subcatchment = $1::text and nn_catchment is not null
order by 1`
})
