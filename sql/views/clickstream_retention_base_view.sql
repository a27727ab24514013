-- Days on which devices came back, counted from their first touch (models.md, 3.3 with differences 12 and 15).
--
-- kind: view
-- grain: user_pseudo_id, platform, first_date, day_diff
-- key: user_pseudo_id, platform, first_date, day_diff
-- columns:
--   user_pseudo_id text required: device
--   platform text: platform
--   first_date date required: local day of the first touch
--   day_diff integer required: days since then
-- depends: user_day, user_now
-- refresh: live
SELECT DISTINCT
  a.user_pseudo_id,
  a.platform,
  u.first_touch_date AS first_date,
  a.event_date - u.first_touch_date AS day_diff
FROM {schema}.user_day AS a
INNER JOIN {schema}.user_now AS u ON u.user_pseudo_id = a.user_pseudo_id
WHERE a.last_event_time >= u.first_touch_time
  AND a.event_date <= u.first_touch_date + {retention_days};
