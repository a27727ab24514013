-- The last local day that reports show: complete, and built in all metric tables (models.md, difference 11). One row; NULL
-- when there is none.
--
-- kind: view
-- grain: one row
-- columns:
--   event_date date: the day
-- depends: refresh_mv_sp_status
-- refresh: live
SELECT max(refresh_date) AS event_date
FROM (
  SELECT refresh_date
  FROM {schema}.refresh_mv_sp_status
  WHERE state = 'done' AND is_complete
  GROUP BY refresh_date
  HAVING count(*) = (SELECT count(DISTINCT refresh_name) FROM {schema}.refresh_mv_sp_status)
) AS built;
