-- One row per cell and catchment that the site meets. $1: the site as EWKB, EPSG:27700.
SELECT c.crome_id, c.lu_curr_n_coeff, c.lu_curr_p_coeff, c.n_resi_coeff, c.p_resi_coeff,
  n.attributes->>'N2K_Site_N' AS n2k_site_n, n.attributes->>'OID' AS oid,
  ST_Area(ST_Intersection(ST_Intersection($1::geometry, c.geometry), n.geometry)) / 10000.0 AS area_ha
FROM yardstick.coefficient_layer c
JOIN yardstick.nn_catchments n ON n.version = 1 AND ST_Intersects(n.geometry, $1::geometry)
WHERE c.version = 1 AND ST_Intersects(c.geometry, $1::geometry) AND ST_Intersects(c.geometry, n.geometry)
  AND ST_Area(ST_Intersection(ST_Intersection($1::geometry, c.geometry), n.geometry)) / 10000.0 > 0
