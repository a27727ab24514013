-- UTC days that a scan reads: those of the events and sessions that loads wrote since the last scan (metadata-expiry-schema.md,
-- difference 1). A day that begins before the cut of an expiry keeps what was found while it was whole.
--
-- kind: query
-- grain: from_time
-- columns:
--   from_time timestamp required: begin, UTC
--   to_time timestamp required: end, UTC, not included
-- depends: touched_utc_day, expiry_cut
-- refresh: scan
SELECT DISTINCT
  CAST(event_date AS TIMESTAMP) AS from_time,
  CAST(event_date + 1 AS TIMESTAMP) AS to_time
FROM {schema}.touched_utc_day AS t
WHERE NOT EXISTS (SELECT 1 FROM {schema}.expiry_cut AS c WHERE c.cut_time > CAST(t.event_date AS TIMESTAMP))
ORDER BY from_time;
