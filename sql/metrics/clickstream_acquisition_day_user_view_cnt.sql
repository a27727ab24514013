-- Active users, their new devices and their views.
--
-- kind: table
-- grain: event_date, platform, active_users
-- key: event_date, platform, active_users
-- columns:
--   event_date date required: local day
--   platform text: platform
--   active_users text required: merged user
--   new_users bigint required: devices with a _first_open
--   view_count bigint required: distinct event ids of views
-- depends: run_visit, run_repeated
-- refresh: user (active_users)
-- look-back: models.lookback
SELECT
  event_date,
  platform,
  merged_user_id AS active_users,
  count(DISTINCT new_device) AS new_users,
  CAST(sum(view_count) AS BIGINT) AS view_count
FROM (
  SELECT
    event_date, platform, merged_user_id, CASE WHEN has_first_open THEN user_pseudo_id END AS new_device, view_count
  FROM {schema}.run_visit
  UNION ALL
  SELECT event_date, platform, merged_user_id, NULL, count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE is_read AND event_name IN ('_page_view', '_screen_view')
  GROUP BY event_date, platform, merged_user_id
) AS part
GROUP BY event_date, platform, merged_user_id;
