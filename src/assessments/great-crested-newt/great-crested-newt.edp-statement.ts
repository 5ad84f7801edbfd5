import { isPieceOf, type VersionOf } from '../../reference-data/spatial-reference-data'

export const EDP_EDGES = 'edp_edges'

/**
 * SQL: the habitat and the ponds of the site statement, cut to the EDP areas within reach. What is cut is what was
 * measured, so the parts of a patch add up to the patch.
 */
export function edpSplit(versionOf: VersionOf): { readonly tables: string; readonly column: string } {
  return { tables: tables(versionOf), column: COLUMN }
}

function tables(versionOf: VersionOf): string {
  return `edp_piece as materialized (
  select p.feature_seq as edp_area, p.geom
  from reach join reference.piece p on ST_Intersects(p.geom, reach.geom)
  where ${isPieceOf('p', EDP_EDGES, versionOf)}
),
edp_area as materialized (
  select f.seq as number, f.attributes->>'EDPName' as name
  from reference.feature f
  where f.layer = '${EDP_EDGES}' and f.version = ${versionOf(EDP_EDGES)}
    and f.seq in (select edp_area from edp_piece)
),
edp_habitat as materialized (
  select shape.area, shape.part, shape.zone_feature, edp_piece.edp_area,
    sum(ST_Area(ST_Intersection(shape.geom, edp_piece.geom)) order by shape.piece, edp_piece.geom) as area_m2
  from (
    select area, part, zone_feature, piece, ST_CollectionExtract(geom, 3) as geom from patch
  ) shape
  join edp_piece on ST_Intersects(shape.geom, edp_piece.geom)
  group by shape.area, shape.part, shape.zone_feature, edp_piece.edp_area
),
edp_pond as materialized (
  select placed.number, edp_piece.edp_area,
    sum(ST_Area(ST_Intersection(placed.geom, edp_piece.geom)) order by edp_piece.geom) as overlap_m2
  from placed join edp_piece on ST_Intersects(edp_piece.geom, placed.geom)
  group by placed.number, edp_piece.edp_area
)`
}

const COLUMN = `json_build_object(
    'areas', (select coalesce(json_agg(json_build_object('number', number, 'name', name) order by number), '[]')
      from edp_area),
    'habitat', (select coalesce(json_agg(json_build_object(
        'area', h.area, 'sitePart', h.part, 'zoneFeature', h.zone_feature, 'zone', zone.zone,
        'edpArea', h.edp_area, 'edpName', e.name, 'areaM2', h.area_m2)
        order by h.area desc, h.part, h.zone_feature, h.edp_area), '[]')
      from edp_habitat h
      join zone on zone.number = h.zone_feature
      join edp_area e on e.number = h.edp_area where h.area_m2 > 0),
    'ponds', (select coalesce(json_agg(json_build_object(
        'pond', p.number, 'edpArea', p.edp_area, 'edpName', e.name, 'overlapM2', p.overlap_m2)
        order by p.number, p.edp_area), '[]')
      from edp_pond p join edp_area e on e.number = p.edp_area)) as edp`
