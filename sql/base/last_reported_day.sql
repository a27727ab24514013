-- The last local day that reports show: complete, and built in all metric tables (models.md, difference 11). One row; NULL
-- when there is none.
--
-- A table of the project's own whose model fails does not hold it up: the others are built without it, and only then is a
-- table `failed` while others are `done`. When a model of the program fails, the other tables of its days are `pending`.
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
  WHERE state IN ('done', 'failed') AND is_complete
  GROUP BY refresh_date
  HAVING bool_or(state = 'done')
    AND count(*) = (SELECT count(DISTINCT refresh_name) FROM {schema}.refresh_mv_sp_status)
) AS built;
