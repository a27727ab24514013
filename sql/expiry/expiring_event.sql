-- Events, or items, before the cut; `table` names the table, by chunks of one day, the oldest first.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin
--   to_time timestamp required: end, not included
--   row_count bigint required: rows that expire
-- depends: event_v2, item_v2
-- refresh: expiry
SELECT
  CAST(CAST(event_timestamp AS DATE) AS TIMESTAMP) AS from_time,
  CAST(CAST(event_timestamp AS DATE) + 1 AS TIMESTAMP) AS to_time,
  count(*) AS row_count
FROM {schema}.{table}
WHERE event_timestamp < {cut_time}
GROUP BY CAST(event_timestamp AS DATE)
ORDER BY from_time;
