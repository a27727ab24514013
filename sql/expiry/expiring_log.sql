-- Rows of the log, by its own newest row, by chunks of one day, the oldest first.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin
--   to_time timestamp required: end, not included
--   row_count bigint required: rows that expire
-- depends: clickstream_log_v2
-- refresh: expiry
SELECT
  CAST(CAST(log_date AS DATE) AS TIMESTAMP) AS from_time,
  CAST(CAST(log_date AS DATE) + 1 AS TIMESTAMP) AS to_time,
  count(*) AS row_count
FROM {schema}.clickstream_log_v2
WHERE log_date < (SELECT max(log_date) FROM {schema}.clickstream_log_v2) - {retention} * INTERVAL '1 day'
GROUP BY CAST(log_date AS DATE)
ORDER BY from_time;
