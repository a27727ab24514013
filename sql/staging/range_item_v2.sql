-- UTC days of the staged rows: the runner joins neighbours and makes the condition `ranges` of them.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin of the day
--   to_time timestamp required: begin of the next day
-- depends: stage_item_v2
-- refresh: load
SELECT DISTINCT
  CAST(CAST(event_timestamp AS DATE) AS TIMESTAMP) AS from_time,
  CAST(CAST(event_timestamp AS DATE) + 1 AS TIMESTAMP) AS to_time
FROM {schema}.stage_item_v2
ORDER BY from_time;
