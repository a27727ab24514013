-- How many rows of a load's files of event_v2 can be loaded, and why others cannot.
--
-- kind: lake view
-- grain: what, detail
-- columns:
--   what text required: loaded, expired, rejected, or not_finite: loaded rows with NaN or an infinity in a column, which is NULL
--   detail text: the column that is NULL and must not be, or is not finite
--   row_count bigint required: rows
-- depends: lake_event_v2
-- refresh: load
SELECT
  CASE WHEN reject_column IS NOT NULL THEN 'rejected' WHEN event_timestamp < {expiry_cut} THEN 'expired' ELSE 'loaded' END AS what,
  reject_column AS detail,
  count(*) AS row_count
FROM {schema}.lake_event_v2
GROUP BY what, detail
UNION ALL
SELECT 'not_finite', 'event_value', count(*)
FROM read_parquet({files}, union_by_name = true)
WHERE NOT isfinite(event_value);
