-- Users by traffic dimension: new ones by the dimensions of their first visit, all by those of their sessions.
--
-- kind: table
-- grain: event_date, platform, aggregation_type, aggregation_dim, user_id
-- key: event_date, platform, aggregation_type, aggregation_dim, user_id
-- columns:
--   event_date date required: local day
--   platform text: platform
--   aggregation_type text required: name of the dimension
--   aggregation_dim text: its value
--   user_id text required: merged user
--   update_timestamp timestamp now: when the row was written
-- depends: run_visit
-- refresh: user (user_id)
-- look-back: models.lookback
SELECT event_date, platform, 'User First Traffic Source' AS aggregation_type, first_traffic_source AS aggregation_dim, merged_user_id AS user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'User First Traffic Source / Medium', first_traffic_source || ' / ' || first_traffic_medium, merged_user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'User First Traffic Medium', first_traffic_medium, merged_user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'User First Traffic Campaign', first_traffic_campaign, merged_user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'User First Traffic Clid Platform', first_traffic_clid_platform, merged_user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'User First Traffic Channel Group', first_traffic_channel_group, merged_user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'App First Install Source', first_app_install_source, merged_user_id
FROM {schema}.run_visit
WHERE has_first_open
UNION
SELECT event_date, platform, 'Session Traffic Source', session_source, merged_user_id
FROM {schema}.run_visit
UNION
SELECT event_date, platform, 'Session Traffic Medium', session_medium, merged_user_id
FROM {schema}.run_visit
UNION
SELECT event_date, platform, 'Session Traffic Source / Medium', session_source || ' / ' || session_medium, merged_user_id
FROM {schema}.run_visit
UNION
SELECT event_date, platform, 'Session Traffic Campaign', session_campaign, merged_user_id
FROM {schema}.run_visit
UNION
SELECT event_date, platform, 'Session Traffic Clid Platform', session_clid_platform, merged_user_id
FROM {schema}.run_visit
UNION
SELECT event_date, platform, 'Session Traffic Channel Group', session_channel_group, merged_user_id
FROM {schema}.run_visit;
