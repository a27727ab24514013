-- How many rows of a load's files of user_v2 can be loaded, and why others cannot.
--
-- kind: lake view
-- grain: what, detail
-- columns:
--   what text required: loaded, rejected
--   detail text: the column that is NULL and must not be
--   row_count bigint required: rows
-- depends: lake_user_v2
-- refresh: load
SELECT
  CASE WHEN reject_column IS NOT NULL THEN 'rejected' ELSE 'loaded' END AS what,
  reject_column AS detail,
  count(*) AS row_count
FROM {schema}.lake_user_v2
GROUP BY what, detail;
