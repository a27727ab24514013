-- Session facts, the set F of models.md, difference 6.
--
-- kind: work
-- grain: event_date, platform, session_id, merged_user_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   session_id text required: session
--   merged_user_id text required: merged user
--   event_count bigint required: distinct event ids
--   engagement_time_msec bigint required: sum of engagement times
--   engaged integer required: 1 for more than one view, 10 s of duration or 10 s of engagement, else 0
--   new integer required: 1 with a _first_open, else 0
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
-- depends: run_visit, run_repeated
-- refresh: run
SELECT
  v.event_date,
  v.platform,
  v.session_id,
  v.merged_user_id,
  CAST(sum(v.event_count) AS BIGINT) AS event_count,
  CAST(CASE
    WHEN abs(sum(v.engagement_time_msec)) <= 9223372036854775807 THEN sum(v.engagement_time_msec)
    WHEN sum(v.engagement_time_msec) > 0 THEN 9223372036854775807
    WHEN sum(v.engagement_time_msec) < 0 THEN -9223372036854775807
  END AS BIGINT) AS engagement_time_msec,
  CASE
    WHEN sum(v.view_count) > 1 OR max(v.session_duration) > 10000 OR sum(v.engagement_time_msec) > 10000 THEN 1
    ELSE 0
  END AS engaged,
  CASE WHEN bool_or(v.has_first_open) THEN 1 ELSE 0 END AS new,
  max(v.first_traffic_source) AS first_traffic_source,
  max(v.first_traffic_medium) AS first_traffic_medium,
  max(v.first_traffic_campaign) AS first_traffic_campaign,
  max(v.first_traffic_clid_platform) AS first_traffic_clid_platform,
  max(v.first_traffic_channel_group) AS first_traffic_channel_group,
  max(v.first_app_install_source) AS first_app_install_source,
  max(v.session_source) AS session_source,
  max(v.session_medium) AS session_medium,
  max(v.session_campaign) AS session_campaign,
  max(v.session_clid_platform) AS session_clid_platform,
  max(v.session_channel_group) AS session_channel_group
FROM (
  SELECT
    event_date, platform, session_id, merged_user_id, event_count, engagement_time_msec, view_count, session_duration,
    has_first_open,
    first_traffic_source, first_traffic_medium, first_traffic_campaign, first_traffic_clid_platform,
    first_traffic_channel_group, first_app_install_source,
    session_source, session_medium, session_campaign, session_clid_platform, session_channel_group
  FROM {schema}.run_visit
  WHERE session_id IS NOT NULL
  UNION ALL
  SELECT
    event_date, platform, session_id, merged_user_id, count(DISTINCT event_id) - count(*), 0, 0, NULL,
    FALSE, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM {schema}.run_repeated
  WHERE is_read AND session_id IS NOT NULL
  GROUP BY event_date, platform, session_id, merged_user_id
) AS v
GROUP BY v.event_date, v.platform, v.session_id, v.merged_user_id;
