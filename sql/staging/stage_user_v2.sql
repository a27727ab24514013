-- Rows of a load that can be loaded; duplicate keys are still among them.
--
-- kind: lake view
-- grain: row of a lake file
-- columns: those of user_v2 without created_time
-- depends: lake_user_v2
-- refresh: load
SELECT
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec
FROM {schema}.lake_user_v2
WHERE reject_column IS NULL;
