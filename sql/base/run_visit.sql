-- run_session of the days that are rebuilt, with the columns of user and session.
--
-- kind: work
-- grain: event_date, platform, user_pseudo_id, session_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   merged_user_id text required: merged user
--   user_pseudo_id text required: device
--   session_id text: session
--   event_count bigint required: events
--   view_count bigint required: page and screen views
--   engagement_time_msec bigint required: sum of engagement times
--   session_duration bigint: greatest duration of the session
--   has_first_open boolean required: a _first_open is among them
--   first_traffic_source text: of the user
--   first_traffic_medium text: of the user
--   first_traffic_campaign text: of the user
--   first_traffic_clid_platform text: of the user
--   first_traffic_channel_group text: of the user
--   first_app_install_source text: of the user
--   session_source text: of the session
--   session_medium text: of the session
--   session_campaign text: of the session
--   session_clid_platform text: of the session
--   session_channel_group text: of the session
-- depends: run_session, run_day, user_v2, session
-- refresh: run
SELECT
  v.event_date, v.platform, coalesce(u.user_id, v.user_pseudo_id) AS merged_user_id, v.user_pseudo_id, v.session_id,
  v.event_count, v.view_count, v.engagement_time_msec, v.session_duration, v.has_first_open,
  u.first_traffic_source, u.first_traffic_medium, u.first_traffic_campaign, u.first_traffic_clid_platform,
  u.first_traffic_channel_group, u.first_app_install_source,
  s.session_source, s.session_medium, s.session_campaign, s.session_clid_platform, s.session_channel_group
FROM {schema}.run_session AS v
INNER JOIN {schema}.run_day AS d ON d.event_date = v.event_date AND d.is_built
LEFT JOIN {schema}.user_v2 AS u ON u.user_pseudo_id = v.user_pseudo_id
LEFT JOIN {schema}.session AS s ON s.user_pseudo_id = v.user_pseudo_id AND s.session_id = v.session_id;
