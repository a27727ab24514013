-- Rows of lake files of user_v2 as the warehouse keeps them: maps as canonical JSON, no NaN or infinity. Where
-- `sorted_keys` holds, all files say that their maps have their keys in order. Elsewhere a map may have a key twice: map_concat
-- keeps the last value.
--
-- Times that the lake lacks, or leaves NULL, are completed (load.md, difference 8): the row's own time stands for them.
--
-- kind: lake view
-- grain: filename, file_row_number
-- columns: those of user_v2 without created_time, and
--   reject_column text: the first column, in table order, that is NULL and must not be; NULL for a row that can be loaded
--   filename text: the lake file
--   lake_row bigint: number of the row in it, from 1
-- refresh: load
SELECT
  CAST(event_timestamp AS TIMESTAMP) AS event_timestamp,
  user_pseudo_id, user_id,
  to_json(CASE
    WHEN {sorted_keys}
      THEN CAST(user_properties AS MAP(VARCHAR, STRUCT(set_time_msec BIGINT, "type" VARCHAR, "value" VARCHAR)))
    ELSE map_from_entries(list_transform(list_sort(map_entries(map_concat(NULL, user_properties))), lambda entry: struct_pack(
      key := entry.key, value := struct_pack(set_time_msec := entry.value.set_time_msec, type := entry.value.type,
        value := entry.value.value))))
  END) AS user_properties,
  user_properties_json_str, first_touch_time_msec, first_visit_date, first_referrer, first_traffic_source,
  first_traffic_medium, first_traffic_campaign, first_traffic_content, first_traffic_term, first_traffic_campaign_id,
  first_traffic_clid_platform, first_traffic_clid, first_traffic_channel_group, first_traffic_category,
  first_app_install_source,
  to_json(CASE WHEN {sorted_keys} THEN process_info ELSE map_from_entries(list_sort(map_entries(map_concat(NULL, process_info)))) END) AS process_info,
  coalesce(first_event_time_msec, CASE WHEN coalesce(
    CAST(first_touch_time_msec AS VARCHAR), CAST(first_visit_date AS VARCHAR), CAST(first_referrer AS VARCHAR),
    CAST(first_traffic_source AS VARCHAR), CAST(first_traffic_medium AS VARCHAR), CAST(first_traffic_campaign AS
    VARCHAR), CAST(first_traffic_content AS VARCHAR), CAST(first_traffic_term AS VARCHAR),
    CAST(first_traffic_campaign_id AS VARCHAR), CAST(first_traffic_clid_platform AS VARCHAR), CAST(first_traffic_clid
    AS VARCHAR), CAST(first_traffic_channel_group AS VARCHAR), CAST(first_traffic_category AS VARCHAR),
    CAST(first_app_install_source AS VARCHAR)) IS NOT NULL
    THEN own_time_msec END) AS first_event_time_msec,
  CASE WHEN user_properties IS NOT NULL OR user_properties_json_str IS NOT NULL
    THEN coalesce(profile_event_time_msec, own_time_msec) END AS profile_event_time_msec,
  CASE WHEN user_id IS NOT NULL THEN coalesce(user_id_time_msec, own_time_msec) END AS user_id_time_msec,
  CASE
    WHEN event_timestamp IS NULL THEN 'event_timestamp'
    WHEN user_pseudo_id IS NULL THEN 'user_pseudo_id'
  END AS reject_column,
  filename,
  file_row_number + 1 AS lake_row
FROM (
  SELECT *,
  CAST(floor(epoch_us(CAST(event_timestamp AS TIMESTAMP)) / 1000.0) AS BIGINT) AS own_time_msec
  FROM (
    SELECT * FROM read_parquet({files}, union_by_name = true, filename = true, file_row_number = true)
    UNION ALL BY NAME
    SELECT CAST(NULL AS BIGINT) AS first_event_time_msec, CAST(NULL AS BIGINT) AS profile_event_time_msec, CAST(NULL AS BIGINT) AS user_id_time_msec WHERE FALSE
  )
);
