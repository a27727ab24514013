-- After what is left of retired keys was merged into user_v2: rows that are as they were keep their created_time.
--
-- kind: statements
-- depends: retire_user_v2, merge_user_v2
-- refresh: load
CREATE TABLE {schema}.same_user_v2 AS
SELECT user_pseudo_id
FROM (
  SELECT
    event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
    first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
    first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
    first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
    first_event_time_msec, profile_event_time_msec, user_id_time_msec
  FROM {schema}.user_v2 AS t
  WHERE EXISTS (SELECT 1 FROM {schema}.retired_key_user_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id)
  INTERSECT
  SELECT
    event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
    first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
    first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
    first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
    first_event_time_msec, profile_event_time_msec, user_id_time_msec
  FROM {schema}.retired_user_v2
) AS same;

UPDATE {schema}.user_v2 AS t
SET created_time = r.created_time
FROM {schema}.retired_user_v2 AS r
INNER JOIN {schema}.same_user_v2 AS s ON s.user_pseudo_id = r.user_pseudo_id
WHERE t.user_pseudo_id = r.user_pseudo_id;

DROP TABLE {schema}.same_user_v2;

DROP TABLE {schema}.retired_user_v2;
