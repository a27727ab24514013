-- The first local day that an expiry has left whole (metadata-expiry-schema.md, difference 6): metrics of days before it can
-- not be computed any more. One row; NULL before the first expiry.
--
-- The cut is a local midnight of the time zone that the app had then; in another zone it can lie inside a day.
--
-- kind: view
-- grain: one row
-- columns:
--   event_date date: the day
-- depends: expiry_cut
-- refresh: live
SELECT
  CASE
    WHEN CAST((cut_time - INTERVAL '1 microsecond') AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE)
      < CAST(cut_time AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE)
    THEN CAST(cut_time AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE)
    ELSE CAST(cut_time AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE) + 1
  END AS event_date
FROM (SELECT max(cut_time) AS cut_time FROM {schema}.expiry_cut) AS latest;
