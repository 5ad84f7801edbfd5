-- What the changelog defines, one line each: tables with storage and partition bounds, columns, constraints, indexes,
-- grants to others than the owner. NOT NULL is told with the column: only newer servers keep it as a constraint besides.
WITH own AS (
  SELECT c.oid, c.relname, c.relkind, c.reloptions, c.relpartbound, n.nspname, c.relowner, c.relacl
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('reference', 'worker')
)
SELECT line FROM (
  SELECT format('grant %s %s %s', nspname, grantee::regrole, privilege_type) AS line
    FROM pg_namespace, aclexplode(nspacl) WHERE nspname IN ('reference', 'worker') AND grantee <> nspowner
  UNION ALL
  SELECT format('grant %s.%s %s %s', nspname, relname, grantee::regrole, privilege_type)
    FROM own, aclexplode(relacl) WHERE grantee <> relowner
  UNION ALL
  SELECT format('%s %s.%s %s %s', relkind, nspname, relname, reloptions, pg_get_expr(relpartbound, oid))
    FROM own WHERE relkind NOT IN ('i', 'I')
  UNION ALL
  SELECT format('column %s.%s.%s %s %s %s %s %s', nspname, relname, attname, format_type(atttypid, atttypmod),
      CASE WHEN attnotnull THEN 'not null' END, attstorage, attidentity, pg_get_expr(adbin, adrelid))
    FROM own JOIN pg_attribute ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind IN ('r', 'p')
  UNION ALL
  SELECT format('constraint %s.%s %s %s', nspname, relname, conname, pg_get_constraintdef(pg_constraint.oid))
    FROM own JOIN pg_constraint ON conrelid = own.oid WHERE contype <> 'n'
  UNION ALL
  SELECT format('index %s', pg_get_indexdef(oid)) FROM own WHERE relkind IN ('i', 'I')
) lines
ORDER BY line COLLATE "C"
