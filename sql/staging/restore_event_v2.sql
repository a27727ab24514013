-- After what is left of retired keys was merged into event_v2: rows that are as they were keep their created_time.
--
-- kind: statements
-- depends: retire_event_v2, merge_event_v2
-- refresh: load
CREATE TABLE {schema}.same_event_v2 AS
SELECT event_id, event_timestamp
FROM (
  SELECT
    event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency,
    event_bundle_sequence_id, ingest_time_msec, device_mobile_brand_name, device_mobile_model_name,
    device_manufacturer, device_carrier, device_network_type, device_operating_system,
    device_operating_system_version, device_vendor_id, device_advertising_id, device_system_language,
    device_time_zone_offset_seconds, device_ua_browser, device_ua_browser_version, device_ua_os,
    device_ua_os_version, device_ua_device, device_ua_device_category, device_ua, device_screen_width,
    device_screen_height, device_viewport_width, device_viewport_height, geo_continent, geo_sub_continent,
    geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source, traffic_source_medium,
    traffic_source_campaign, traffic_source_content, traffic_source_term, traffic_source_campaign_id,
    traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group, traffic_source_category,
    user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source, platform, project_id,
    app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
    screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
    screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
    page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec,
    page_view_page_title, page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters,
    page_view_hostname, page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances,
    app_start_is_first_time, upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term,
    outbound_link_classes, outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link,
    user_engagement_time_msec, user_id, user_pseudo_id, session_id, session_start_time_msec, session_duration,
    session_number, scroll_engagement_time_msec, sdk_error_code, sdk_error_message, sdk_version, sdk_name,
    app_exception_message, app_exception_stack, custom_parameters_json_str, custom_parameters, process_info
  FROM {schema}.event_v2 AS t
  WHERE {ranges}
    AND EXISTS (SELECT 1 FROM {schema}.retired_key_event_v2 AS k WHERE k.event_id = t.event_id AND k.event_timestamp = t.event_timestamp)
  INTERSECT
  SELECT
    event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency,
    event_bundle_sequence_id, ingest_time_msec, device_mobile_brand_name, device_mobile_model_name,
    device_manufacturer, device_carrier, device_network_type, device_operating_system,
    device_operating_system_version, device_vendor_id, device_advertising_id, device_system_language,
    device_time_zone_offset_seconds, device_ua_browser, device_ua_browser_version, device_ua_os,
    device_ua_os_version, device_ua_device, device_ua_device_category, device_ua, device_screen_width,
    device_screen_height, device_viewport_width, device_viewport_height, geo_continent, geo_sub_continent,
    geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source, traffic_source_medium,
    traffic_source_campaign, traffic_source_content, traffic_source_term, traffic_source_campaign_id,
    traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group, traffic_source_category,
    user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source, platform, project_id,
    app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
    screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
    screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
    page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec,
    page_view_page_title, page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters,
    page_view_hostname, page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances,
    app_start_is_first_time, upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term,
    outbound_link_classes, outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link,
    user_engagement_time_msec, user_id, user_pseudo_id, session_id, session_start_time_msec, session_duration,
    session_number, scroll_engagement_time_msec, sdk_error_code, sdk_error_message, sdk_version, sdk_name,
    app_exception_message, app_exception_stack, custom_parameters_json_str, custom_parameters, process_info
  FROM {schema}.retired_event_v2
) AS same;

UPDATE {schema}.event_v2 AS t
SET created_time = r.created_time
FROM {schema}.retired_event_v2 AS r
INNER JOIN {schema}.same_event_v2 AS s ON s.event_id = r.event_id AND s.event_timestamp = r.event_timestamp
WHERE t.event_id = r.event_id AND t.event_timestamp = r.event_timestamp;

DROP TABLE {schema}.same_event_v2;

DROP TABLE {schema}.retired_event_v2;
