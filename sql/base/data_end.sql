-- Data end of models.md, difference 11: how far the data of the app reach. One row; NULL without events.
--
-- It is the greatest ingest time, or the end of a data window that is loaded; where no event has an ingest time, the greatest
-- event time. The wall clock plays no part.
--
-- kind: view
-- grain: one row
-- columns:
--   end_time timestamp: the time, UTC
-- depends: load_end
-- refresh: live
SELECT
  coalesce(
    to_timestamp(greatest(max(ingest_time_msec), max(window_end_msec)) // 1000) AT TIME ZONE 'UTC',
    max(event_timestamp)
  ) AS end_time
FROM {schema}.load_end;
