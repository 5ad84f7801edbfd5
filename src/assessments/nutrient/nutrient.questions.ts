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

const CATCHMENTS = 'nn_catchments'
const POLYGON_LAYERS = [CATCHMENTS, 'wwtw_catchments', 'lpa_boundaries', 'subcatchments']

/**
 * `$1`: the site as EWKB, valid, EPSG:27700.
 *
 * Layers are stored cut into pieces; areas are summed per original feature, ordered, so that the last digits do not
 * depend on the plan. Fragments are site ∩ cell first, then ∩ catchment: another nesting gives other last digits.
 */
export const SITE_OVERLAPS = defineQuestion<SiteOverlapsRow>({
  name: 'nutrient_site_overlaps',
  layers: ['wwtw_catchments', 'lpa_boundaries', 'subcatchments', CATCHMENTS, 'coefficient_layer'],
  valueCount: 1,
  sql: (versionOf) => `
with ${pieceHits(POLYGON_LAYERS, versionOf)},
overlap as materialized (
  select layer, feature_seq, sum(ST_Area(ST_Intersection(geom, $1::geometry)) order by geom) as overlap_m2
  from hit
  group by layer, feature_seq
),
${siteFragments(versionOf)}
select
  ${majority('wwtw_catchments', 'WwTw_ID', versionOf)} as wwtw,
  ${majority('lpa_boundaries', 'NAME', versionOf)} as lpa,
  ${majority('subcatchments', 'OPCAT_NAME', versionOf)} as subcatchments,
  (
    select coalesce(json_agg(json_build_object(
      'seq', nn.seq, 'oid', nn.oid, 'name', nn.name, 'overlapM2', o.overlap_m2) order by nn.seq), '[]')
    from overlap o join nn on nn.seq = o.feature_seq
    where o.layer = '${CATCHMENTS}'
  ) as catchments,
  (
    select coalesce(json_agg(json_build_object(
      'cromeId', f.crome_id, 'landUse', k.land_use_cat,
      'catchmentSeq', f.feature_seq, 'catchmentOid', nn.oid, 'catchmentName', nn.name, 'areaHa', f.area_ha,
      'currN', k.lu_curr_n_coeff, 'currP', k.lu_curr_p_coeff,
      'resiN', k.n_resi_coeff, 'resiP', k.p_resi_coeff) order by f.feature_seq, f.seq), '[]')
    from fragment f
    join nn on nn.seq = f.feature_seq
    join class k on k.class_id = f.class_id
    where f.area_ha > 0
  ) as fragments`
})

/**
 * The pieces of the layers that meet the site, of all layers in one list: PostGIS prepares the site at the second call
 * of one function call, and a layer alone has hardly more than one piece there.
 */
function pieceHits(layers: readonly string[], versionOf: VersionOf): string {
  const candidates = layers.map(
    (layer) => `select p.layer, p.feature_seq, p.geom from reference.piece p
  where ${isPieceOf('p', layer, versionOf)} and p.geom && $1::geometry`
  )
  return `candidate as materialized (
  ${candidates.join('\n  union all\n  ')}
),
hit as materialized (
  select layer, feature_seq, geom from candidate where ST_Intersects(geom, $1::geometry)
)`
}

/** Site ∩ cell, and the catchment pieces that the site meets. */
export function siteCells(versionOf: VersionOf): string {
  return `${pieceHits([CATCHMENTS], versionOf)},
${cellsInCatchments(versionOf)}`
}

/** A cell that is wholly covered is not cut. */
function cellsInCatchments(versionOf: VersionOf): string {
  return `nn_hit as materialized (
  select feature_seq, geom from hit where layer = '${CATCHMENTS}'
),
nn as materialized (
  select f.seq, f.attributes->>'OID' as oid, f.attributes->>'N2K_Site_N' as name
  from reference.feature f
  where f.layer = '${CATCHMENTS}' and f.version = ${versionOf(CATCHMENTS)}
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

/** Site ∩ cell, then ∩ catchment, and the classes of these cells: each is looked up once, however many cells share it. */
function siteFragments(versionOf: VersionOf): string {
  return `${cellsInCatchments(versionOf)},
fragment as materialized (
  select cell.seq, cell.crome_id, cell.class_id, nn_hit.feature_seq,
    ${fragmentAreaHa()} as area_ha
  from cell join nn_hit on ST_Intersects(nn_hit.geom, cell.geom)
  group by cell.seq, cell.crome_id, cell.class_id, nn_hit.feature_seq
),
class as materialized (
  select k.class_id, k.land_use_cat, k.lu_curr_n_coeff, k.lu_curr_p_coeff, k.n_resi_coeff, k.p_resi_coeff
  from reference.coefficient_class k
  where k.version = ${versionOf('coefficient_layer')} and k.class_id = any (array(select distinct class_id from fragment))
)`
}

function majority(layer: string, attribute: string, versionOf: VersionOf): string {
  return `(
    select coalesce(json_agg(json_build_object(
      'seq', f.seq, 'attribute', f.attributes->>'${attribute}', 'overlapM2', o.overlap_m2) order by f.seq), '[]')
    from overlap o
    join reference.feature f
      on f.layer = '${layer}' and f.version = ${versionOf(layer)} and f.seq = o.feature_seq
    where o.layer = '${layer}'
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
