-- The feature with the largest overlap. $1: the site as EWKB, EPSG:27700.
SELECT w.attributes->>'NAME' AS value
FROM yardstick.lpa_boundaries w
WHERE w.version = 1 AND ST_Intersects(w.geometry, $1::geometry)
ORDER BY ST_Area(ST_Intersection(w.geometry, $1::geometry)) DESC, w.attributes->>'NAME', w.id
LIMIT 1
