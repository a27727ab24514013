-- Times of the days that a model run builds: the runner makes the condition `built_ranges` of them, for models that read
-- all events of these days. An hour more on both sides does no harm, since days are compared as well, and covers local
-- midnights that a clock change leaves out or repeats.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin, UTC
--   to_time timestamp required: end, UTC, not included
-- depends: run_day
-- refresh: run
SELECT
  CAST(min(event_date) AS TIMESTAMP) AT TIME ZONE {timezone} AT TIME ZONE 'UTC' - INTERVAL '1 hour' AS from_time,
  CAST(max(event_date) + 1 AS TIMESTAMP) AT TIME ZONE {timezone} AT TIME ZONE 'UTC' + INTERVAL '1 hour' AS to_time
FROM (
  SELECT event_date, event_date - CAST(row_number() OVER (ORDER BY event_date) AS INTEGER) AS island
  FROM {schema}.run_day
  WHERE is_built
) AS day
GROUP BY island
ORDER BY from_time;
