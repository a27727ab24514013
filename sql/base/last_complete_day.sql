-- The last complete local day, L of models.md, difference 11: the data reach its end. One row; NULL without events.
--
-- kind: view
-- grain: one row
-- columns:
--   event_date date: the day
-- depends: data_end
-- refresh: live
SELECT CAST(end_time AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE) - 1 AS event_date
FROM {schema}.data_end;
