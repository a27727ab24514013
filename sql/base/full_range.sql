-- Days that a full rebuild asks for: from the first with events, or the first that was built, to the last complete one, or the
-- last that was built. After a change of the time zone, days can be built that have no events any more.
--
-- kind: query
-- grain: one row
-- columns:
--   from_date date: first day; NULL when there is none
--   to_date date: last day
-- depends: touched_device_day, last_complete_day, refresh_mv_sp_status
-- refresh: run
SELECT
  least((SELECT min(event_date) FROM {schema}.touched_device_day), min(refresh_date)) AS from_date,
  greatest((SELECT event_date FROM {schema}.last_complete_day), max(refresh_date)) AS to_date
FROM {schema}.refresh_mv_sp_status;
