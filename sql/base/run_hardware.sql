-- Events of a model run by what they run on.
--
-- kind: work
-- grain: event_date, platform, user_pseudo_id and the eight columns of app and device
-- columns:
--   event_date date required: local day
--   platform text: platform
--   user_pseudo_id text required: device
--   app_version text: version of the app
--   device text: model
--   operating_system text required: operating system
--   operating_system_version text required: its version
--   device_ua_browser text: browser
--   device_screen_width integer: width of the screen
--   device_screen_height integer: height of the screen
--   device_ua_device text: device of the user agent
--   device_ua_device_category text: its category
--   event_count bigint required: events
--   exception_count bigint required: _app_exception events
-- depends: run_event
-- refresh: run
SELECT
  event_date, platform, user_pseudo_id, app_version, device, operating_system, operating_system_version,
  device_ua_browser, device_screen_width, device_screen_height, device_ua_device, device_ua_device_category,
  count(*) AS event_count,
  count(CASE WHEN event_name = '_app_exception' THEN 1 END) AS exception_count
FROM {schema}.run_event
GROUP BY
  event_date, platform, user_pseudo_id, app_version, device, operating_system, operating_system_version,
  device_ua_browser, device_screen_width, device_screen_height, device_ua_device, device_ua_device_category;
