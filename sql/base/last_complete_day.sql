-- The last complete local day, L of models.md, difference 11: the data reach its end. One row; NULL without events.
--
-- Data end is the greatest ingest time, or the end of a data window that is loaded; where no event has an ingest time,
-- the greatest event time. The wall clock plays no part.
--
-- kind: view
-- grain: one row
-- columns:
--   event_date date: the day
-- depends: load_end
-- refresh: live
SELECT
  CAST(
    coalesce(
      to_timestamp(greatest(max(ingest_time_msec), max(window_end_msec)) // 1000) AT TIME ZONE 'UTC',
      max(event_timestamp)
    ) AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE
  ) - 1 AS event_date
FROM {schema}.load_end;
