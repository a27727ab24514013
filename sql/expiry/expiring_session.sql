-- Sessions that began before the cut and have no event since, by chunks of one day, the oldest first.
--
-- A session that goes on after the cut keeps its source.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin
--   to_time timestamp required: end, not included
--   row_count bigint required: rows that expire
-- depends: session, event_v2
-- refresh: expiry
SELECT
  CAST(CAST(t.event_timestamp AS DATE) AS TIMESTAMP) AS from_time,
  CAST(CAST(t.event_timestamp AS DATE) + 1 AS TIMESTAMP) AS to_time,
  count(*) AS row_count
FROM {schema}.session AS t
WHERE t.event_timestamp < {cut_time}
  AND NOT EXISTS (
    SELECT 1
    FROM {schema}.event_v2 AS e
    WHERE e.user_pseudo_id = t.user_pseudo_id AND e.session_id = t.session_id AND e.event_timestamp >= {cut_time}
  )
GROUP BY CAST(t.event_timestamp AS DATE)
ORDER BY from_time;
