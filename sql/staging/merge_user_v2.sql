-- Merges the staged rows of a load into user_v2, column by column (load.md, difference 8).
--
-- Rows whose key occurs once, and not in the target, are inserted as they are. A merged row that equals the target's is
-- not written.
--
-- kind: statements
-- depends: stage_user_v2, user_v2, touched_user
-- refresh: load
CREATE TABLE {schema}.load_key_user_v2 AS
SELECT user_pseudo_id
FROM {schema}.stage_user_v2
GROUP BY user_pseudo_id
HAVING count(*) > 1
UNION
SELECT t.user_pseudo_id
FROM {schema}.user_v2 AS t
WHERE EXISTS (SELECT 1 FROM {schema}.stage_user_v2 AS s WHERE s.user_pseudo_id = t.user_pseudo_id);

CREATE TABLE {schema}.load_changed_user_v2 AS
SELECT
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec
FROM (
  SELECT
    first_value(event_timestamp) OVER latest AS event_timestamp,
    user_pseudo_id,
    first_value(user_id) OVER identified AS user_id,
    first_value(user_properties) OVER profiled AS user_properties,
    first_value(user_properties_json_str) OVER profiled AS user_properties_json_str,
    first_value(first_touch_time_msec) OVER earliest AS first_touch_time_msec,
    first_value(first_visit_date) OVER earliest AS first_visit_date,
    first_value(first_referrer) OVER earliest AS first_referrer,
    first_value(first_traffic_source) OVER earliest AS first_traffic_source,
    first_value(first_traffic_medium) OVER earliest AS first_traffic_medium,
    first_value(first_traffic_campaign) OVER earliest AS first_traffic_campaign,
    first_value(first_traffic_content) OVER earliest AS first_traffic_content,
    first_value(first_traffic_term) OVER earliest AS first_traffic_term,
    first_value(first_traffic_campaign_id) OVER earliest AS first_traffic_campaign_id,
    first_value(first_traffic_clid_platform) OVER earliest AS first_traffic_clid_platform,
    first_value(first_traffic_clid) OVER earliest AS first_traffic_clid,
    first_value(first_traffic_channel_group) OVER earliest AS first_traffic_channel_group,
    first_value(first_traffic_category) OVER earliest AS first_traffic_category,
    first_value(first_app_install_source) OVER earliest AS first_app_install_source,
    first_value(process_info) OVER latest AS process_info,
    first_value(first_event_time_msec) OVER earliest AS first_event_time_msec,
    first_value(profile_event_time_msec) OVER profiled AS profile_event_time_msec,
    first_value(user_id_time_msec) OVER identified AS user_id_time_msec,
    row_number() OVER latest AS place
  FROM (
    SELECT
      event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
      first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
      first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
      first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
      first_event_time_msec, profile_event_time_msec, user_id_time_msec
    FROM {schema}.stage_user_v2 AS s
    WHERE EXISTS (SELECT 1 FROM {schema}.load_key_user_v2 AS k WHERE k.user_pseudo_id = s.user_pseudo_id)
    UNION ALL
    SELECT
      event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
      first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
      first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
      first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
      first_event_time_msec, profile_event_time_msec, user_id_time_msec
    FROM {schema}.user_v2 AS t
    WHERE EXISTS (SELECT 1 FROM {schema}.load_key_user_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id)
  ) AS candidate
  WINDOW
    latest AS (
      PARTITION BY user_pseudo_id
      ORDER BY
        event_timestamp DESC, {schema}.canonical_json(process_info) COLLATE "C" DESC NULLS LAST
    ),
    identified AS (
      PARTITION BY user_pseudo_id
      ORDER BY
        user_id_time_msec DESC NULLS LAST, user_id DESC NULLS LAST
    ),
    profiled AS (
      PARTITION BY user_pseudo_id
      ORDER BY
        profile_event_time_msec DESC NULLS LAST, user_properties_json_str DESC NULLS LAST,
        {schema}.canonical_json(user_properties) COLLATE "C" DESC NULLS LAST
    ),
    earliest AS (
      PARTITION BY user_pseudo_id
      ORDER BY
        first_event_time_msec NULLS LAST, first_touch_time_msec NULLS LAST, first_visit_date DESC NULLS LAST,
        first_referrer DESC NULLS LAST, first_traffic_source DESC NULLS LAST, first_traffic_medium DESC NULLS LAST,
        first_traffic_campaign DESC NULLS LAST, first_traffic_content DESC NULLS LAST, first_traffic_term DESC NULLS
        LAST, first_traffic_campaign_id DESC NULLS LAST, first_traffic_clid_platform DESC NULLS LAST,
        first_traffic_clid DESC NULLS LAST, first_traffic_channel_group DESC NULLS LAST, first_traffic_category DESC
        NULLS LAST, first_app_install_source DESC NULLS LAST
    )
) AS merged
WHERE place = 1
EXCEPT
SELECT
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec
FROM {schema}.user_v2 AS t
WHERE EXISTS (SELECT 1 FROM {schema}.load_key_user_v2 AS k WHERE k.user_pseudo_id = t.user_pseudo_id);

-- New users, and those whose identity or first visit changes, with the merged user id under which their days stand now.
INSERT INTO {schema}.touched_user (load_sequence, user_pseudo_id, merged_user_id)
SELECT {load_sequence}, s.user_pseudo_id, s.user_pseudo_id
FROM {schema}.stage_user_v2 AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_user_v2 AS k WHERE k.user_pseudo_id = s.user_pseudo_id)
UNION ALL
SELECT {load_sequence}, c.user_pseudo_id, coalesce(t.user_id, c.user_pseudo_id)
FROM {schema}.load_changed_user_v2 AS c
LEFT JOIN {schema}.user_v2 AS t ON t.user_pseudo_id = c.user_pseudo_id
WHERE t.user_pseudo_id IS NULL
  OR c.user_id IS DISTINCT FROM t.user_id
  OR c.first_touch_time_msec IS DISTINCT FROM t.first_touch_time_msec
  OR c.first_visit_date IS DISTINCT FROM t.first_visit_date
  OR c.first_referrer IS DISTINCT FROM t.first_referrer
  OR c.first_traffic_source IS DISTINCT FROM t.first_traffic_source
  OR c.first_traffic_medium IS DISTINCT FROM t.first_traffic_medium
  OR c.first_traffic_campaign IS DISTINCT FROM t.first_traffic_campaign
  OR c.first_traffic_content IS DISTINCT FROM t.first_traffic_content
  OR c.first_traffic_term IS DISTINCT FROM t.first_traffic_term
  OR c.first_traffic_campaign_id IS DISTINCT FROM t.first_traffic_campaign_id
  OR c.first_traffic_clid_platform IS DISTINCT FROM t.first_traffic_clid_platform
  OR c.first_traffic_clid IS DISTINCT FROM t.first_traffic_clid
  OR c.first_traffic_channel_group IS DISTINCT FROM t.first_traffic_channel_group
  OR c.first_traffic_category IS DISTINCT FROM t.first_traffic_category
  OR c.first_app_install_source IS DISTINCT FROM t.first_app_install_source;

DELETE FROM {schema}.user_v2 AS t
USING {schema}.load_changed_user_v2 AS c
WHERE t.user_pseudo_id = c.user_pseudo_id;

INSERT INTO {schema}.user_v2 (
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec, created_time
)
SELECT
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec, {load_time}
FROM {schema}.load_changed_user_v2;

INSERT INTO {schema}.user_v2 (
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec, created_time
)
SELECT
  event_timestamp, user_pseudo_id, user_id, user_properties, user_properties_json_str, first_touch_time_msec,
  first_visit_date, first_referrer, first_traffic_source, first_traffic_medium, first_traffic_campaign,
  first_traffic_content, first_traffic_term, first_traffic_campaign_id, first_traffic_clid_platform,
  first_traffic_clid, first_traffic_channel_group, first_traffic_category, first_app_install_source, process_info,
  first_event_time_msec, profile_event_time_msec, user_id_time_msec, {load_time}
FROM {schema}.stage_user_v2 AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_user_v2 AS k WHERE k.user_pseudo_id = s.user_pseudo_id);

DROP TABLE {schema}.load_changed_user_v2;

DROP TABLE {schema}.load_key_user_v2;
