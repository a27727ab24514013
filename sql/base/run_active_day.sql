-- Days whose active users are computed again: built days whose thirty days hold a day that changed. Days whose thirty days
-- reach before the cut of an expiry keep what they have.
--
-- kind: work
-- grain: event_date
-- key: event_date
-- columns:
--   event_date date required: local day
-- depends: run_day, last_complete_day, first_day_kept
-- previous: refresh_mv_sp_status
-- refresh: run
SELECT day.event_date
FROM (
  SELECT event_date FROM {schema}.run_day WHERE is_built
  UNION
  SELECT s.refresh_date AS event_date
  FROM {schema}.refresh_mv_sp_status AS s
  INNER JOIN {schema}.run_day AS d ON s.refresh_date BETWEEN d.event_date AND d.event_date + 29
  CROSS JOIN {schema}.last_complete_day AS l
  WHERE s.refresh_name = 'clickstream_retention_active_users' AND s.refresh_date >= l.event_date - {look_back}
) AS day
CROSS JOIN {schema}.first_day_kept AS kept
LEFT JOIN {schema}.refresh_mv_sp_status AS built
  ON built.refresh_name = 'clickstream_retention_active_users' AND built.refresh_date = day.event_date
WHERE kept.event_date IS NULL OR day.event_date >= kept.event_date + 29 OR built.refresh_date IS NULL;
