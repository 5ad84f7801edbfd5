import { isPieceOf, type VersionOf } from '../../reference-data/spatial-reference-data'

export const ZONES = 'gcn_risk_zones'
export const PONDS = 'gcn_ponds'

/**
 * Time and memory of a circle line round a jagged outline grow with the square of its vertices, up to the end of the
 * server. Larger outlines are cut first; the known real ones have fewer vertices and keep the published figures.
 */
const MOST_VERTICES_IN_ONE = 1_000
const VERTICES_OF_A_CUT = 128

/** SQL: everything within a distance of the shapes of a table, dissolved once (faster than an aggregate union), snapped. */
function within(distance: string, table: string): string {
  return `select ST_ReducePrecision(ST_UnaryUnion(ST_Collect(
      ST_Buffer(cut.geom, ${distance}::float8, $4::int) order by shape.number, cut.geom)), $5::float8) as geom
  from ${table} shape
  cross join lateral (
    select shape.geom where ST_NPoints(shape.geom) <= ${MOST_VERTICES_IN_ONE}
    union all
    select ST_Subdivide(shape.geom, ${VERTICES_OF_A_CUT}) where ST_NPoints(shape.geom) > ${MOST_VERTICES_IN_ONE}
  ) cut`
}

/** The surroundings contain the site. */
const SITE = `part as materialized (
  select coalesce(d.path[1], 1) as number, d.geom from ST_Dump($1::geometry) d
),
site as materialized (
  select ST_UnaryUnion(ST_Collect(geom order by number)) as geom from part
),
surroundings as materialized (
  ${within('$2', 'part')}
),
reach as materialized (
  select ST_Union(site.geom, surroundings.geom) as geom from site, surroundings
)`

function zones(versionOf: VersionOf): string {
  return `zone_piece as materialized (
  select p.feature_seq as zone_feature, p.geom
  from reach join reference.piece p on ST_Intersects(p.geom, reach.geom)
  where ${isPieceOf('p', ZONES, versionOf)}
),
zone as materialized (
  select f.seq as number, f.attributes->>'RZ' as zone
  from reference.feature f
  where f.layer = '${ZONES}' and f.version = ${versionOf(ZONES)}
    and f.seq in (select zone_feature from zone_piece)
)`
}

/** Cut to what lies within reach: the corners of the cut shape, not of the stored one, decide the circles round it. */
export function nationalPonds(versionOf: VersionOf): string {
  return `pond as materialized (
  select f.seq as number, 'NS' as newts, false as is_temporary,
    ST_CollectionExtract(ST_Intersection(f.geom, reach.geom)) as geom
  from reach cross join reference.feature f
  where f.layer = '${PONDS}' and f.version = ${versionOf(PONDS)}
    and f.seq in (
      select p.feature_seq
      from reach r join reference.piece p on ST_Intersects(p.geom, r.geom)
      where ${isPieceOf('p', PONDS, versionOf)}
    )
)`
}

export const SURVEYED_PONDS = `surveyed as materialized (
  select s.number::int as number, s.newts, s.is_temporary, ST_IsValid(g.geom) as is_valid,
    case when ST_IsValid(g.geom) then g.geom else ST_CollectionExtract(ST_MakeValid(g.geom), 3) end as geom
  from unnest($6::bytea[], $7::text[], $8::bool[]) with ordinality as s(ewkb, newts, is_temporary, number)
  cross join lateral (select ST_GeomFromEWKB(s.ewkb) as geom) g
),
pond as materialized (
  select surveyed.number, surveyed.newts, surveyed.is_temporary,
    ST_CollectionExtract(ST_Intersection(surveyed.geom, reach.geom)) as geom
  from surveyed join reach on ST_Intersects(surveyed.geom, reach.geom)
)`

export const REPAIRED_PONDS = `(
    select coalesce(json_agg(number order by number), '[]') from surveyed where not is_valid
  )`

/** A pond that meets the site belongs to it with its inner part; one that only touches is left as a point or line. */
const PLACED_PONDS = `placed as materialized (
  select pond.number, pond.newts, pond.is_temporary,
    case when meets.site then 'RLB' else 'Buffer' end as area,
    case when meets.site then ST_CollectionExtract(ST_Intersection(pond.geom, site.geom))
         else pond.geom end as geom
  from pond cross join site
  cross join lateral (select ST_Intersects(pond.geom, site.geom) as site offset 0) meets
),
pond_zones as materialized (
  select met.number, json_agg(met.zone order by met.zone) as zones
  from (
    select distinct placed.number, zone.zone collate "C" as zone
    from placed
    join zone_piece on ST_Intersects(zone_piece.geom, placed.geom)
    join zone on zone.number = zone_piece.zone_feature
  ) met
  group by met.number
)`

/** Zones are stored cut into pieces; areas are summed per zone feature. A piece that is wholly covered is not cut. */
const HABITAT = `pond_reach as materialized (
  ${within('$3', 'placed')}
),
mask as materialized (
  select 'RLB' as area, part.number as part,
    ST_CollectionExtract(ST_Intersection(ST_ReducePrecision(part.geom, $5::float8), pond_reach.geom), 3) as geom
  from part cross join pond_reach
  union all
  select 'Buffer', null, ST_CollectionExtract(ST_Intersection(surroundings.geom, pond_reach.geom), 3)
  from surroundings cross join pond_reach
),
patch as (
  select mask.area, mask.part, zone_piece.zone_feature, zone_piece.geom as piece,
    case when ST_Covers(mask.geom, zone_piece.geom) then zone_piece.geom
         else ST_Intersection(zone_piece.geom, mask.geom, $5::float8) end as geom
  from mask join zone_piece on ST_Intersects(mask.geom, zone_piece.geom)
),
habitat as materialized (
  select area, part, zone_feature, sum(ST_Area(geom) order by piece) as area_m2
  from patch
  group by area, part, zone_feature
)`

/** What differs between the questions about a site. */
interface StatementParts {
  /** Makes the table `pond`. */
  readonly ponds: string
  readonly repairedPonds?: string
  /** Tables and a column of the result besides. */
  readonly split?: { readonly tables: string; readonly column: string }
}

/** Every list and every sum is ordered: the last digits do not depend on the plan or on the order of insertion. */
export function statement(
  { ponds, repairedPonds = "'[]'::json", split }: StatementParts,
  versionOf: VersionOf
): string {
  return `
with ${SITE},
${zones(versionOf)},
${ponds},
${PLACED_PONDS},
${HABITAT}${split ? `,\n${split.tables}` : ''}
select
  (select json_agg(json_build_object('number', number, 'areaM2', ST_Area(geom)) order by number)
    from part) as "siteParts",
  (select ST_Area(geom) from surroundings) as "surroundingsM2",
  (select coalesce(json_agg(json_build_object('number', number, 'zone', zone) order by number), '[]')
    from zone) as "zoneFeatures",
  (select coalesce(json_agg(json_build_object(
      'number', placed.number, 'area', placed.area, 'newts', placed.newts,
      'isTemporaryImpact', placed.is_temporary, 'areaM2', ST_Area(placed.geom),
      'zones', coalesce(met.zones, '[]')) order by placed.number), '[]')
    from placed left join pond_zones met on met.number = placed.number) as ponds,
  (select coalesce(json_agg(json_build_object(
      'area', h.area, 'sitePart', h.part, 'zoneFeature', h.zone_feature, 'zone', zone.zone,
      'areaM2', h.area_m2) order by h.area desc, h.part, h.zone_feature), '[]')
    from habitat h join zone on zone.number = h.zone_feature where h.area_m2 > 0) as habitat,
  ${repairedPonds} as "repairedPonds"${split ? `,\n  ${split.column}` : ''}`
}
