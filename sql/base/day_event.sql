-- The columns of events that metrics need, with the local day: what a model run reads of events.
--
-- kind: view
-- grain: event_id, event_timestamp
-- columns:
--   event_date date required: local day
--   event_hour integer required: local hour, 0 to 23
--   event_timestamp timestamp required: time of the event
--   event_id text required: id of the event
--   event_name text required: name of the event
--   platform text: platform
--   user_pseudo_id text required: device
--   session_id text: session
--   event_bundle_sequence_id bigint: number of the request
--   event_value double: value
--   user_engagement_time_msec bigint: engagement time
--   session_duration bigint: duration of the session so far, ms
--   page_view_page_title text: title of the page
--   page_view_page_url_path text: path of the page
--   page_view_entrances boolean: the page view began the session
--   screen_view_screen_name text: name of the screen
--   screen_view_screen_id text: class of the screen
--   screen_view_entrances boolean: the screen view began the session
--   geo_country text: country
--   geo_city text: city
--   app_version text: version of the app
--   device text: model, else the device of the user agent
--   operating_system text required: operating system, else that of the user agent, else the text null
--   operating_system_version text required: its version, likewise
--   device_ua_browser text: browser
--   device_screen_width integer: width of the screen
--   device_screen_height integer: height of the screen
--   device_ua_device text: device of the user agent
--   device_ua_device_category text: its category
-- depends: event_v2
-- refresh: live
SELECT
  CAST(event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE) AS event_date,
  CAST(extract(HOUR FROM event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE {timezone}) AS INTEGER) AS event_hour,
  event_timestamp, event_id, event_name, platform, user_pseudo_id, session_id, event_bundle_sequence_id, event_value,
  user_engagement_time_msec, session_duration, page_view_page_title, page_view_page_url_path, page_view_entrances,
  screen_view_screen_name, screen_view_screen_id, screen_view_entrances, geo_country, geo_city, app_version,
  coalesce(device_mobile_model_name, device_ua_device) AS device,
  coalesce(device_operating_system, device_ua_os, 'null') AS operating_system,
  coalesce(device_operating_system_version, device_ua_os_version, 'null') AS operating_system_version,
  device_ua_browser, device_screen_width, device_screen_height, device_ua_device, device_ua_device_category
FROM {schema}.event_v2;
