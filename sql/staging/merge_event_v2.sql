-- Merges the staged rows of a load into event_v2: of the rows of one key the greatest stays whole (load.md, difference 7).
--
-- Only keys that occur twice, in the load or in the target, are compared; all other rows are inserted as they are.
-- `ranges` is a condition on event_timestamp that holds for every staged row: the target is searched by constants.
--
-- kind: statements
-- depends: stage_event_v2, event_v2, touched_device_day, touched_utc_day
-- refresh: load
CREATE TABLE {schema}.load_key_event_v2 AS
SELECT event_id, event_timestamp
FROM {schema}.stage_event_v2
GROUP BY event_id, event_timestamp
HAVING count(*) > 1
UNION
SELECT t.event_id, t.event_timestamp
FROM {schema}.event_v2 AS t
WHERE {ranges}
  AND EXISTS (SELECT 1 FROM {schema}.stage_event_v2 AS s WHERE s.event_id = t.event_id AND s.event_timestamp = t.event_timestamp);

CREATE TABLE {schema}.load_winner_event_v2 AS
SELECT
  event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency, event_bundle_sequence_id,
  ingest_time_msec, device_mobile_brand_name, device_mobile_model_name, device_manufacturer, device_carrier,
  device_network_type, device_operating_system, device_operating_system_version, device_vendor_id,
  device_advertising_id, device_system_language, device_time_zone_offset_seconds, device_ua_browser,
  device_ua_browser_version, device_ua_os, device_ua_os_version, device_ua_device, device_ua_device_category,
  device_ua, device_screen_width, device_screen_height, device_viewport_width, device_viewport_height, geo_continent,
  geo_sub_continent, geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source,
  traffic_source_medium, traffic_source_campaign, traffic_source_content, traffic_source_term,
  traffic_source_campaign_id, traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group,
  traffic_source_category, user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source,
  platform, project_id, app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
  screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
  screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
  page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec, page_view_page_title,
  page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters, page_view_hostname,
  page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time,
  upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term, outbound_link_classes,
  outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id,
  user_pseudo_id, session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
  sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
  custom_parameters_json_str, custom_parameters, process_info
FROM (
  SELECT
    candidate.*,
    row_number() OVER (
      PARTITION BY event_id, event_timestamp
      ORDER BY
        ingest_time_msec DESC NULLS LAST, (candidate.process_info ->> 'process_time') COLLATE "C" DESC NULLS LAST,
        event_time_msec DESC NULLS LAST, event_name DESC NULLS LAST, event_value DESC NULLS LAST, event_value_currency
        DESC NULLS LAST, event_bundle_sequence_id DESC NULLS LAST, device_mobile_brand_name DESC NULLS LAST,
        device_mobile_model_name DESC NULLS LAST, device_manufacturer DESC NULLS LAST, device_carrier DESC NULLS LAST,
        device_network_type DESC NULLS LAST, device_operating_system DESC NULLS LAST, device_operating_system_version
        DESC NULLS LAST, device_vendor_id DESC NULLS LAST, device_advertising_id DESC NULLS LAST,
        device_system_language DESC NULLS LAST, device_time_zone_offset_seconds DESC NULLS LAST, device_ua_browser
        DESC NULLS LAST, device_ua_browser_version DESC NULLS LAST, device_ua_os DESC NULLS LAST, device_ua_os_version
        DESC NULLS LAST, device_ua_device DESC NULLS LAST, device_ua_device_category DESC NULLS LAST,
        device_screen_width DESC NULLS LAST, device_screen_height DESC NULLS LAST, device_viewport_width DESC NULLS
        LAST, device_viewport_height DESC NULLS LAST, geo_continent DESC NULLS LAST, geo_sub_continent DESC NULLS
        LAST, geo_country DESC NULLS LAST, geo_region DESC NULLS LAST, geo_metro DESC NULLS LAST, geo_city DESC NULLS
        LAST, geo_locale DESC NULLS LAST, traffic_source_source DESC NULLS LAST, traffic_source_medium DESC NULLS
        LAST, traffic_source_campaign DESC NULLS LAST, traffic_source_content DESC NULLS LAST, traffic_source_term
        DESC NULLS LAST, traffic_source_campaign_id DESC NULLS LAST, traffic_source_clid_platform DESC NULLS LAST,
        traffic_source_clid DESC NULLS LAST, traffic_source_channel_group DESC NULLS LAST, traffic_source_category
        DESC NULLS LAST, user_first_touch_time_msec DESC NULLS LAST, app_package_id DESC NULLS LAST, app_version DESC
        NULLS LAST, app_title DESC NULLS LAST, app_install_source DESC NULLS LAST, platform DESC NULLS LAST,
        project_id DESC NULLS LAST, app_id DESC NULLS LAST, screen_view_screen_name DESC NULLS LAST,
        screen_view_screen_id DESC NULLS LAST, screen_view_screen_unique_id DESC NULLS LAST,
        screen_view_previous_screen_name DESC NULLS LAST, screen_view_previous_screen_id DESC NULLS LAST,
        screen_view_previous_screen_unique_id DESC NULLS LAST, screen_view_previous_time_msec DESC NULLS LAST,
        screen_view_engagement_time_msec DESC NULLS LAST, screen_view_entrances DESC NULLS LAST,
        page_view_page_referrer DESC NULLS LAST, page_view_page_referrer_title DESC NULLS LAST,
        page_view_previous_time_msec DESC NULLS LAST, page_view_engagement_time_msec DESC NULLS LAST,
        page_view_page_title DESC NULLS LAST, page_view_page_url DESC NULLS LAST, page_view_page_url_path DESC NULLS
        LAST, page_view_hostname DESC NULLS LAST, page_view_latest_referrer DESC NULLS LAST,
        page_view_latest_referrer_host DESC NULLS LAST, page_view_entrances DESC NULLS LAST, app_start_is_first_time
        DESC NULLS LAST, upgrade_previous_app_version DESC NULLS LAST, upgrade_previous_os_version DESC NULLS LAST,
        search_key DESC NULLS LAST, search_term DESC NULLS LAST, outbound_link_classes DESC NULLS LAST,
        outbound_link_domain DESC NULLS LAST, outbound_link_id DESC NULLS LAST, outbound_link_url DESC NULLS LAST,
        outbound_link DESC NULLS LAST, user_engagement_time_msec DESC NULLS LAST, user_id DESC NULLS LAST,
        user_pseudo_id DESC NULLS LAST, session_id DESC NULLS LAST, session_start_time_msec DESC NULLS LAST,
        session_duration DESC NULLS LAST, session_number DESC NULLS LAST, scroll_engagement_time_msec DESC NULLS LAST,
        sdk_error_code DESC NULLS LAST, sdk_error_message DESC NULLS LAST, sdk_version DESC NULLS LAST, sdk_name DESC
        NULLS LAST, app_exception_message DESC NULLS LAST, app_exception_stack DESC NULLS LAST,
        custom_parameters_json_str DESC NULLS LAST, {schema}.canonical_json(device_ua) COLLATE "C" DESC NULLS LAST,
        {schema}.canonical_json(page_view_page_url_query_parameters) COLLATE "C" DESC NULLS LAST,
        {schema}.canonical_json(custom_parameters) COLLATE "C" DESC NULLS LAST, {schema}.canonical_json(process_info)
        COLLATE "C" DESC NULLS LAST, is_target DESC
    ) AS place
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
      screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances,
      page_view_page_referrer, page_view_page_referrer_title, page_view_previous_time_msec,
      page_view_engagement_time_msec, page_view_page_title, page_view_page_url, page_view_page_url_path,
      page_view_page_url_query_parameters, page_view_hostname, page_view_latest_referrer,
      page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time, upgrade_previous_app_version,
      upgrade_previous_os_version, search_key, search_term, outbound_link_classes, outbound_link_domain,
      outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id, user_pseudo_id,
      session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
      sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
      custom_parameters_json_str, custom_parameters, process_info,
      FALSE AS is_target
    FROM {schema}.stage_event_v2 AS s
    WHERE EXISTS (SELECT 1 FROM {schema}.load_key_event_v2 AS k WHERE k.event_id = s.event_id AND k.event_timestamp = s.event_timestamp)
    UNION ALL
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
      screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances,
      page_view_page_referrer, page_view_page_referrer_title, page_view_previous_time_msec,
      page_view_engagement_time_msec, page_view_page_title, page_view_page_url, page_view_page_url_path,
      page_view_page_url_query_parameters, page_view_hostname, page_view_latest_referrer,
      page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time, upgrade_previous_app_version,
      upgrade_previous_os_version, search_key, search_term, outbound_link_classes, outbound_link_domain,
      outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id, user_pseudo_id,
      session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
      sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
      custom_parameters_json_str, custom_parameters, process_info,
      TRUE AS is_target
    FROM {schema}.event_v2 AS t
    WHERE {ranges}
      AND EXISTS (SELECT 1 FROM {schema}.load_key_event_v2 AS k WHERE k.event_id = t.event_id AND k.event_timestamp = t.event_timestamp)
  ) AS candidate
) AS placed
WHERE place = 1 AND NOT is_target;

INSERT INTO {schema}.touched_utc_day (load_sequence, event_date)
SELECT {load_sequence}, CAST(event_timestamp AS DATE)
FROM {schema}.stage_event_v2
EXCEPT
SELECT load_sequence, event_date
FROM {schema}.touched_utc_day
WHERE load_sequence = {load_sequence};

-- Devices and days that change, besides those that split_event_v2 found. A row may be replaced by one of another device.
INSERT INTO {schema}.touched_device_day (load_sequence, event_date, user_pseudo_id)
SELECT
  {load_sequence},
  CAST(event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE),
  user_pseudo_id
FROM (
  SELECT event_timestamp, user_pseudo_id FROM {schema}.load_winner_event_v2
  UNION ALL
  SELECT t.event_timestamp, t.user_pseudo_id
  FROM (SELECT event_id, event_timestamp, user_pseudo_id FROM {schema}.event_v2 WHERE {ranges}) AS t
  INNER JOIN {schema}.load_winner_event_v2 AS w ON t.event_id = w.event_id AND t.event_timestamp = w.event_timestamp
  UNION ALL
  SELECT s.event_timestamp, s.user_pseudo_id
  FROM {schema}.stage_event_v2 AS s
  WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_event_v2 AS k WHERE k.event_id = s.event_id AND k.event_timestamp = s.event_timestamp)
) AS changed
EXCEPT
SELECT load_sequence, event_date, user_pseudo_id
FROM {schema}.touched_device_day
WHERE load_sequence = {load_sequence};

DELETE FROM {schema}.event_v2 AS t
USING {schema}.load_winner_event_v2 AS w
WHERE t.event_id = w.event_id AND t.event_timestamp = w.event_timestamp;

INSERT INTO {schema}.event_v2 (
  event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency, event_bundle_sequence_id,
  ingest_time_msec, device_mobile_brand_name, device_mobile_model_name, device_manufacturer, device_carrier,
  device_network_type, device_operating_system, device_operating_system_version, device_vendor_id,
  device_advertising_id, device_system_language, device_time_zone_offset_seconds, device_ua_browser,
  device_ua_browser_version, device_ua_os, device_ua_os_version, device_ua_device, device_ua_device_category,
  device_ua, device_screen_width, device_screen_height, device_viewport_width, device_viewport_height, geo_continent,
  geo_sub_continent, geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source,
  traffic_source_medium, traffic_source_campaign, traffic_source_content, traffic_source_term,
  traffic_source_campaign_id, traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group,
  traffic_source_category, user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source,
  platform, project_id, app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
  screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
  screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
  page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec, page_view_page_title,
  page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters, page_view_hostname,
  page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time,
  upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term, outbound_link_classes,
  outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id,
  user_pseudo_id, session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
  sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
  custom_parameters_json_str, custom_parameters, process_info, created_time
)
SELECT
  event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency, event_bundle_sequence_id,
  ingest_time_msec, device_mobile_brand_name, device_mobile_model_name, device_manufacturer, device_carrier,
  device_network_type, device_operating_system, device_operating_system_version, device_vendor_id,
  device_advertising_id, device_system_language, device_time_zone_offset_seconds, device_ua_browser,
  device_ua_browser_version, device_ua_os, device_ua_os_version, device_ua_device, device_ua_device_category,
  device_ua, device_screen_width, device_screen_height, device_viewport_width, device_viewport_height, geo_continent,
  geo_sub_continent, geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source,
  traffic_source_medium, traffic_source_campaign, traffic_source_content, traffic_source_term,
  traffic_source_campaign_id, traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group,
  traffic_source_category, user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source,
  platform, project_id, app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
  screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
  screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
  page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec, page_view_page_title,
  page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters, page_view_hostname,
  page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time,
  upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term, outbound_link_classes,
  outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id,
  user_pseudo_id, session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
  sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
  custom_parameters_json_str, custom_parameters, process_info, {load_time}
FROM {schema}.load_winner_event_v2;

INSERT INTO {schema}.event_v2 (
  event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency, event_bundle_sequence_id,
  ingest_time_msec, device_mobile_brand_name, device_mobile_model_name, device_manufacturer, device_carrier,
  device_network_type, device_operating_system, device_operating_system_version, device_vendor_id,
  device_advertising_id, device_system_language, device_time_zone_offset_seconds, device_ua_browser,
  device_ua_browser_version, device_ua_os, device_ua_os_version, device_ua_device, device_ua_device_category,
  device_ua, device_screen_width, device_screen_height, device_viewport_width, device_viewport_height, geo_continent,
  geo_sub_continent, geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source,
  traffic_source_medium, traffic_source_campaign, traffic_source_content, traffic_source_term,
  traffic_source_campaign_id, traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group,
  traffic_source_category, user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source,
  platform, project_id, app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
  screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
  screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
  page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec, page_view_page_title,
  page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters, page_view_hostname,
  page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time,
  upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term, outbound_link_classes,
  outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id,
  user_pseudo_id, session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
  sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
  custom_parameters_json_str, custom_parameters, process_info, created_time
)
SELECT
  event_timestamp, event_id, event_time_msec, event_name, event_value, event_value_currency, event_bundle_sequence_id,
  ingest_time_msec, device_mobile_brand_name, device_mobile_model_name, device_manufacturer, device_carrier,
  device_network_type, device_operating_system, device_operating_system_version, device_vendor_id,
  device_advertising_id, device_system_language, device_time_zone_offset_seconds, device_ua_browser,
  device_ua_browser_version, device_ua_os, device_ua_os_version, device_ua_device, device_ua_device_category,
  device_ua, device_screen_width, device_screen_height, device_viewport_width, device_viewport_height, geo_continent,
  geo_sub_continent, geo_country, geo_region, geo_metro, geo_city, geo_locale, traffic_source_source,
  traffic_source_medium, traffic_source_campaign, traffic_source_content, traffic_source_term,
  traffic_source_campaign_id, traffic_source_clid_platform, traffic_source_clid, traffic_source_channel_group,
  traffic_source_category, user_first_touch_time_msec, app_package_id, app_version, app_title, app_install_source,
  platform, project_id, app_id, screen_view_screen_name, screen_view_screen_id, screen_view_screen_unique_id,
  screen_view_previous_screen_name, screen_view_previous_screen_id, screen_view_previous_screen_unique_id,
  screen_view_previous_time_msec, screen_view_engagement_time_msec, screen_view_entrances, page_view_page_referrer,
  page_view_page_referrer_title, page_view_previous_time_msec, page_view_engagement_time_msec, page_view_page_title,
  page_view_page_url, page_view_page_url_path, page_view_page_url_query_parameters, page_view_hostname,
  page_view_latest_referrer, page_view_latest_referrer_host, page_view_entrances, app_start_is_first_time,
  upgrade_previous_app_version, upgrade_previous_os_version, search_key, search_term, outbound_link_classes,
  outbound_link_domain, outbound_link_id, outbound_link_url, outbound_link, user_engagement_time_msec, user_id,
  user_pseudo_id, session_id, session_start_time_msec, session_duration, session_number, scroll_engagement_time_msec,
  sdk_error_code, sdk_error_message, sdk_version, sdk_name, app_exception_message, app_exception_stack,
  custom_parameters_json_str, custom_parameters, process_info, {load_time}
FROM {schema}.stage_event_v2 AS s
WHERE NOT EXISTS (SELECT 1 FROM {schema}.load_key_event_v2 AS k WHERE k.event_id = s.event_id AND k.event_timestamp = s.event_timestamp);

DROP TABLE {schema}.load_winner_event_v2;

DROP TABLE {schema}.load_key_event_v2;
