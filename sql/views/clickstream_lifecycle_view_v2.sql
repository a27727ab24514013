-- Weeks in which devices began a session (models.md, 3.5 with difference 13).
--
-- kind: view
-- grain: user_pseudo_id, platform, time_period_week
-- key: user_pseudo_id, platform, time_period_week
-- columns:
--   user_pseudo_id text required: device
--   platform text: platform
--   time_period_week timestamp required: local Monday, 0:00
--   first_event_timestamp timestamp required: time of the first _session_start of the week, UTC
-- depends: user_day
-- refresh: live
SELECT
  user_pseudo_id,
  platform,
  CAST(date_trunc('week', CAST(event_date AS TIMESTAMP)) AS TIMESTAMP) AS time_period_week,
  min(first_session_start_time) AS first_event_timestamp
FROM {schema}.user_day
WHERE first_session_start_time IS NOT NULL
GROUP BY user_pseudo_id, platform, CAST(date_trunc('week', CAST(event_date AS TIMESTAMP)) AS TIMESTAMP);
