-- Where an expiry cuts (metadata-expiry-schema.md, difference 6): at the local midnight of the first day that is kept, counted
-- back from the newest event, or from the data end where that is earlier (difference 8). No row without events.
--
-- Where a clock change repeats the hour after midnight, the first pass counts.
--
-- kind: query
-- grain: one row
-- columns:
--   cut_time timestamp required: events before this go; a local midnight, in UTC
--   first_date date required: first local day whose events are kept
--   first_metric_date date required: first local day whose metrics are kept
-- depends: event_v2, data_end
-- refresh: expiry
SELECT
  CASE
    WHEN CAST((midnight - INTERVAL '1 hour') AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE) = first_date
    THEN midnight - INTERVAL '1 hour'
    ELSE midnight
  END AS cut_time,
  first_date,
  last_date - {metrics_retention} AS first_metric_date
FROM (
  SELECT
    last_date,
    last_date - {retention} AS first_date,
    CAST(last_date - {retention} AS TIMESTAMP) AT TIME ZONE {timezone} AT TIME ZONE 'UTC' AS midnight
  FROM (
    SELECT CAST(least(max(e.event_timestamp), max(d.end_time)) AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE) AS last_date
    FROM {schema}.event_v2 AS e
    CROSS JOIN {schema}.data_end AS d
  ) AS newest
  WHERE last_date IS NOT NULL
) AS kept;
