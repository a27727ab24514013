-- Times of the events that a model run reads: the runner makes the condition `ranges` of them, and `whole_ranges` of those
-- of days that are read as a whole. An hour more on both sides does no harm, since days are compared as well, and covers
-- local midnights that a clock change leaves out or repeats.
--
-- kind: query
-- grain: from_time, is_whole
-- columns:
--   from_time timestamp required: begin, UTC
--   to_time timestamp required: end, UTC, not included
--   is_whole boolean required: all events of the days are read, not only those of some devices
-- depends: run_day
-- refresh: run
SELECT
  CAST(min(event_date) AS TIMESTAMP) AT TIME ZONE {timezone} AT TIME ZONE 'UTC' - INTERVAL '1 hour' AS from_time,
  CAST(max(event_date) + 1 AS TIMESTAMP) AT TIME ZONE {timezone} AT TIME ZONE 'UTC' + INTERVAL '1 hour' AS to_time,
  is_whole
FROM (
  SELECT
    event_date, is_whole,
    event_date - CAST(row_number() OVER (PARTITION BY is_whole ORDER BY event_date) AS INTEGER) AS island
  FROM {schema}.run_day
  WHERE is_read
) AS day
GROUP BY island, is_whole
ORDER BY from_time;
