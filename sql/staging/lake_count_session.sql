-- How many rows of a load's files of session can be loaded, and why others cannot.
--
-- kind: lake view
-- grain: what, detail
-- columns:
--   what text required: loaded, rejected
--   detail text: the column that is NULL and must not be
--   row_count bigint required: rows
-- depends: lake_session
-- refresh: load
SELECT
  CASE WHEN reject_column IS NOT NULL THEN 'rejected' ELSE 'loaded' END AS what,
  reject_column AS detail,
  count(*) AS row_count
FROM {schema}.lake_session
GROUP BY what, detail;
