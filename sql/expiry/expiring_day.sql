-- Rows of a table by day; `table` and its column `column` are named, `first_kept` is the first day that stays, by chunks of one day, the oldest first.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin
--   to_time timestamp required: end, not included
--   row_count bigint required: rows that expire
-- depends: refresh_mv_sp_status
-- refresh: expiry
SELECT
  CAST({column} AS TIMESTAMP) AS from_time,
  CAST({column} + 1 AS TIMESTAMP) AS to_time,
  count(*) AS row_count
FROM {schema}.{table}
WHERE {column} < {first_kept}
GROUP BY {column}
ORDER BY from_time;
