-- $1: the site as EWKB, EPSG:27700.
SELECT ST_IsValid($1::geometry) AS "isValid", ST_Area($1::geometry) AS "areaM2"
