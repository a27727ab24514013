-- Sessions, engagement and events of users by traffic dimension, from the session facts (models.md, 5.3 with differences
-- 1, 2 and 6).
--
-- kind: table
-- grain: event_date, aggregation_type, aggregation_dim, platform, user_id
-- key: event_date, aggregation_type, aggregation_dim, platform, user_id
-- columns:
--   event_date date required: local day
--   aggregation_type text required: name of the dimension
--   aggregation_dim text: its value
--   platform text: platform
--   user_id text required: merged user
--   new_user_count bigint required: sessions with a _first_open
--   session_count bigint required: sessions
--   engagement_session_count bigint required: engaged sessions
--   engagement_rate real required: engaged sessions by sessions
--   total_user_engagement_time_seconds real required: engagement time of engaged sessions
--   avg_user_engagement_time_seconds real required: the same by engaged sessions
--   event_count bigint required: distinct event ids of each session, added up
--   update_timestamp timestamp now: when the row was written
-- depends: run_fact
-- refresh: user (user_id)
-- look-back: models.lookback
SELECT
  event_date,
  aggregation_type,
  aggregation_dim,
  platform,
  merged_user_id AS user_id,
  CAST(sum(new) AS BIGINT) AS new_user_count,
  count(*) AS session_count,
  CAST(sum(engaged) AS BIGINT) AS engagement_session_count,
  CAST(CAST(sum(engaged) AS DOUBLE) / count(*) AS REAL) AS engagement_rate,
  CAST(sum(engaged * engagement_time_msec) / CAST(1000 AS DOUBLE) AS REAL) AS total_user_engagement_time_seconds,
  CAST(
    sum(engaged * engagement_time_msec) / CAST(1000 AS DOUBLE) / greatest(1, sum(engaged)) AS REAL
  ) AS avg_user_engagement_time_seconds,
  CAST(sum(event_count) AS BIGINT) AS event_count
FROM (
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'User First Traffic Source' AS aggregation_type, first_traffic_source AS aggregation_dim
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'User First Traffic Source / Medium', first_traffic_source || ' / ' || first_traffic_medium
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'User First Traffic Medium', first_traffic_medium
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'User First Traffic Campaign', first_traffic_campaign
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'User First Traffic Clid Platform', first_traffic_clid_platform
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'User First Traffic Channel Group', first_traffic_channel_group
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'App First Install Source', first_app_install_source
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'Session Traffic Source', session_source
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'Session Traffic Medium', session_medium
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'Session Traffic Source / Medium', session_source || ' / ' || session_medium
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'Session Traffic Campaign', session_campaign
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'Session Traffic Clid Platform', session_clid_platform
  FROM {schema}.run_fact
  UNION ALL
  SELECT
    event_date, platform, merged_user_id, new, engaged, engagement_time_msec, event_count,
    'Session Traffic Channel Group', session_channel_group
  FROM {schema}.run_fact
) AS typed
GROUP BY event_date, aggregation_type, aggregation_dim, platform, merged_user_id;
