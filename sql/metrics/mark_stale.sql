-- Marks days that changed and are too old to be rebuilt by themselves.
--
-- kind: statements
-- depends: refresh_mv_sp_status, run_day
-- refresh: run
UPDATE {schema}.refresh_mv_sp_status AS s
SET state = 'stale'
FROM {schema}.run_day AS d
WHERE d.event_date = s.refresh_date AND NOT d.is_built;
