-- Events of users by app, device, system, browser and screen.
--
-- kind: table
-- grain: event_date, user_id, platform and the eight columns of app and device
-- key: event_date, user_id, platform, device, app_version, operating_system, operating_system_version, device_ua_browser, device_screen_resolution, device_ua_device, device_ua_device_category
-- columns:
--   event_date date required: local day
--   user_id text required: merged user
--   platform text: platform
--   device text: model, else the device of the user agent
--   app_version text: version of the app
--   operating_system text required: operating system, else that of the user agent, else the text null
--   operating_system_version text required: its version, likewise
--   device_ua_browser text: browser
--   device_screen_resolution text required: width x height; an unknown one is the empty text
--   device_ua_device text: device of the user agent
--   device_ua_device_category text: its category
--   event_count bigint required: distinct event ids
--   update_timestamp timestamp now: when the row was written
-- depends: run_hardware, run_day, run_repeated, user_v2
-- refresh: user (user_id)
-- look-back: models.lookback
SELECT
  event_date, user_id, platform, device, app_version, operating_system, operating_system_version, device_ua_browser,
  coalesce(CAST(device_screen_width AS VARCHAR), '') || ' x ' || coalesce(CAST(device_screen_height AS VARCHAR), '')
    AS device_screen_resolution,
  device_ua_device,
  device_ua_device_category,
  CAST(sum(event_count) AS BIGINT) AS event_count
FROM (
  SELECT
    h.event_date, coalesce(u.user_id, h.user_pseudo_id) AS user_id, h.platform, h.device, h.app_version,
    h.operating_system, h.operating_system_version, h.device_ua_browser, h.device_screen_width, h.device_screen_height,
    h.device_ua_device, h.device_ua_device_category, h.event_count
  FROM {schema}.run_hardware AS h
  INNER JOIN {schema}.run_day AS d ON d.event_date = h.event_date AND d.is_built
  LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = h.user_pseudo_id
  UNION ALL
  SELECT
    event_date, merged_user_id, platform, device, app_version, operating_system, operating_system_version,
    device_ua_browser, device_screen_width, device_screen_height, device_ua_device, device_ua_device_category,
    count(DISTINCT event_id) - count(*)
  FROM {schema}.run_repeated
  WHERE is_read
  GROUP BY
    event_date, merged_user_id, platform, device, app_version, operating_system, operating_system_version,
    device_ua_browser, device_screen_width, device_screen_height, device_ua_device, device_ua_device_category
) AS part
GROUP BY
  event_date, user_id, platform, device, app_version, operating_system, operating_system_version, device_ua_browser,
  device_screen_width, device_screen_height, device_ua_device, device_ua_device_category;
