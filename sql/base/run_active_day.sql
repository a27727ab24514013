-- Days whose active users are computed again: built days whose thirty days hold a day that changed.
--
-- kind: work
-- grain: event_date
-- key: event_date
-- columns:
--   event_date date required: local day
-- depends: run_day, last_complete_day
-- previous: refresh_mv_sp_status
-- refresh: run
SELECT event_date FROM {schema}.run_day WHERE is_built
UNION
SELECT s.refresh_date AS event_date
FROM {schema}.refresh_mv_sp_status AS s
INNER JOIN {schema}.run_day AS d ON s.refresh_date BETWEEN d.event_date AND d.event_date + 29
CROSS JOIN {schema}.last_complete_day AS l
WHERE s.refresh_name = 'clickstream_retention_active_users' AND s.refresh_date >= l.event_date - {look_back};
