-- The events that a model run reads: those of its days, on days that are not rebuilt as a whole those of its devices.
-- Every metric comes from here, or from what earlier runs kept.
--
-- The local day of an event is that of its minute: DuckDB's time zones are slow, and an eighth of a run when they are asked
-- for each event. Until January 1972 there were zones whose offset is no number of whole minutes (the last was Liberia's).
-- LATERAL, because DuckDB would otherwise compute the local day of each event before it looks at the device.
--
-- kind: work
-- grain: event_id, event_timestamp
-- columns: those of day_event
-- depends: day_event, run_day, run_device, run_range
-- refresh: run
WITH clock AS (
  SELECT m.minute, d.event_date, CAST(extract(HOUR FROM m.local_time) AS INTEGER) AS event_hour
  FROM (
    SELECT minute, make_timestamp(minute * 60000000) AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS local_time
    FROM (
      SELECT DISTINCT epoch_us(event_timestamp) // 60000000 AS minute
      FROM {schema}.event_v2
      WHERE {whole_ranges} AND event_timestamp >= TIMESTAMP '1972-01-08'
    ) AS seen
  ) AS m
  INNER JOIN {schema}.run_day AS d ON d.event_date = CAST(m.local_time AS DATE) AND d.is_read AND d.is_whole
)

SELECT c.event_date, c.event_hour, e.* EXCLUDE (event_date, event_hour)
FROM {schema}.day_event AS e
INNER JOIN clock AS c ON c.minute = epoch_us(e.event_timestamp) // 60000000
WHERE {whole_ranges} AND e.event_timestamp >= TIMESTAMP '1972-01-08'
UNION ALL
SELECT e.*
FROM {schema}.day_event AS e
INNER JOIN {schema}.run_day AS d ON d.event_date = e.event_date AND d.is_read AND d.is_whole
WHERE {whole_ranges} AND e.event_timestamp < TIMESTAMP '1972-01-08'
UNION ALL
SELECT e.*
FROM (SELECT DISTINCT user_pseudo_id FROM {schema}.run_device) AS device
CROSS JOIN LATERAL (
  SELECT * FROM {schema}.day_event AS d WHERE d.user_pseudo_id = device.user_pseudo_id AND {ranges}
) AS e
INNER JOIN {schema}.run_device AS r ON r.event_date = e.event_date AND r.user_pseudo_id = e.user_pseudo_id;
