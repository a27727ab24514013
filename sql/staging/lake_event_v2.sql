-- Rows of lake files of event_v2 as the warehouse keeps them: maps as canonical JSON, no NaN or infinity. Where
-- `sorted_keys` holds, all files say that their maps have their keys in order. Elsewhere a map may have a key twice: map_concat
-- keeps the last value. `wanted` is a condition
-- on rows `r` of the files: what it leaves out is not converted.
--
-- kind: lake view
-- grain: filename, file_row_number
-- columns: those of event_v2 without created_time, and
--   reject_column text: the first column, in table order, that is NULL and must not be; NULL for a row that can be loaded
--   filename text: the lake file
--   lake_row bigint: number of the row in it, from 1
-- refresh: load
SELECT
  CAST(event_timestamp AS TIMESTAMP) AS event_timestamp,
  event_id, event_time_msec, event_name,
  CASE WHEN isfinite(event_value) THEN event_value END AS event_value,
  event_value_currency, event_bundle_sequence_id, ingest_time_msec, device_mobile_brand_name,
  device_mobile_model_name, device_manufacturer, device_carrier, device_network_type, device_operating_system,
  device_operating_system_version, device_vendor_id, device_advertising_id, device_system_language,
  device_time_zone_offset_seconds, device_ua_browser, device_ua_browser_version, device_ua_os, device_ua_os_version,
  device_ua_device, device_ua_device_category,
  to_json(CASE WHEN {sorted_keys} THEN device_ua ELSE map_from_entries(list_sort(map_entries(map_concat(NULL, device_ua)))) END) AS device_ua,
  device_screen_width, device_screen_height, device_viewport_width, device_viewport_height, geo_continent,
  geo_sub_continent, geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source,
  traffic_source_medium, traffic_source_campaign, traffic_source_content, traffic_source_term,
  traffic_source_campaign_id, traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group,
  traffic_source_category, user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source,
  platform, project_id, app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
  screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
  screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
  page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec, page_view_page_title,
  page_view_page_url, page_view_page_url_path,
  to_json(CASE WHEN {sorted_keys} THEN page_view_page_url_query_parameters
    ELSE map_from_entries(list_sort(map_entries(map_concat(NULL, page_view_page_url_query_parameters))))
  END) AS page_view_page_url_query_parameters,
  page_view_hostname, page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances,
  app_start_is_first_time, upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term,
  outbound_link_classes, outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link,
  user_engagement_time_msec, user_id, user_pseudo_id, session_id, session_start_time_msec, session_duration,
  session_number, scroll_engagement_time_msec, sdk_error_code, sdk_error_message, sdk_version, sdk_name,
  app_exception_message, app_exception_stack, custom_parameters_json_str,
  to_json(CASE
    WHEN {sorted_keys} THEN CAST(custom_parameters AS MAP(VARCHAR, STRUCT("type" VARCHAR, "value" VARCHAR)))
    ELSE map_from_entries(list_transform(list_sort(map_entries(map_concat(NULL, custom_parameters))), lambda entry: struct_pack(
      key := entry.key, value := struct_pack(type := entry.value.type, value := entry.value.value))))
  END) AS custom_parameters,
  to_json(CASE WHEN {sorted_keys} THEN process_info ELSE map_from_entries(list_sort(map_entries(map_concat(NULL, process_info)))) END) AS process_info,
  CASE
    WHEN event_timestamp IS NULL THEN 'event_timestamp'
    WHEN event_id IS NULL THEN 'event_id'
    WHEN event_time_msec IS NULL THEN 'event_time_msec'
    WHEN event_name IS NULL THEN 'event_name'
    WHEN project_id IS NULL THEN 'project_id'
    WHEN app_id IS NULL THEN 'app_id'
    WHEN user_pseudo_id IS NULL THEN 'user_pseudo_id'
  END AS reject_column,
  filename,
  file_row_number + 1 AS lake_row
FROM read_parquet({files}, union_by_name = true, filename = true, file_row_number = true) AS r
WHERE {wanted};
