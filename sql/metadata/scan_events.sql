-- Scans the events and sessions of touched UTC days: names, properties and their most frequent values (metadata-expiry-schema.md,
-- section 1 with differences 1, 4 and 14). A day's rows are replaced as a whole.
--
-- kind: statements
-- depends: scan_range, event_v2, session, event_parameter, touched_utc_day, expiry_cut
-- refresh: scan
CREATE TABLE {schema}.scan_day AS
SELECT DISTINCT event_date
FROM {schema}.touched_utc_day AS t
WHERE NOT EXISTS (SELECT 1 FROM {schema}.expiry_cut AS c WHERE c.cut_time > CAST(t.event_date AS TIMESTAMP));

DELETE FROM {schema}.event_name_day AS m
USING {schema}.scan_day AS d
WHERE d.event_date = m.event_date;

INSERT INTO {schema}.event_name_day (
  event_date, project_id, app_id, event_name, platform, sdk_name, sdk_version, event_count
)
SELECT CAST(event_timestamp AS DATE), project_id, app_id, event_name, platform, sdk_name, sdk_version, count(*)
FROM {schema}.event_v2
WHERE {ranges} AND event_name <> '_'
GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- Values by property. Texts are cut before they are counted.
CREATE TABLE {schema}.scan_value AS
SELECT CAST(event_timestamp AS DATE) AS event_date, project_id, app_id, 'device' AS category,
  'device_mobile_brand_name' AS property_name, 'string' AS value_type, left(device_mobile_brand_name, 100) AS
  property_value, '' AS platform, '' AS event_name, count(*) AS value_count, bool_or(length(device_mobile_brand_name)
  > 100) AS is_truncated
FROM {schema}.event_v2
WHERE {ranges} AND device_mobile_brand_name <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_mobile_model_name', 'string',
  left(device_mobile_model_name, 100), '', '', count(*), bool_or(length(device_mobile_model_name) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_mobile_model_name <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_manufacturer', 'string',
  left(device_manufacturer, 100), '', '', count(*), bool_or(length(device_manufacturer) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_manufacturer <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_carrier', 'string', left(device_carrier,
  100), '', '', count(*), bool_or(length(device_carrier) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_carrier <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_network_type', 'string',
  left(device_network_type, 100), '', '', count(*), bool_or(length(device_network_type) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_network_type <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_operating_system', 'string',
  left(device_operating_system, 100), '', '', count(*), bool_or(length(device_operating_system) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_operating_system <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_operating_system_version', 'string',
  left(device_operating_system_version, 100), '', '', count(*), bool_or(length(device_operating_system_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_operating_system_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_system_language', 'string',
  left(device_system_language, 100), '', '', count(*), bool_or(length(device_system_language) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_system_language <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_time_zone_offset_seconds', 'number',
  CAST(device_time_zone_offset_seconds AS VARCHAR), '', '', count(*), FALSE
FROM {schema}.event_v2
WHERE {ranges} AND device_time_zone_offset_seconds IS NOT NULL
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_ua_browser', 'string',
  left(device_ua_browser, 100), '', '', count(*), bool_or(length(device_ua_browser) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_ua_browser <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_ua_browser_version', 'string',
  left(device_ua_browser_version, 100), '', '', count(*), bool_or(length(device_ua_browser_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_ua_browser_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_ua_os', 'string', left(device_ua_os, 100),
  '', '', count(*), bool_or(length(device_ua_os) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_ua_os <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_ua_os_version', 'string',
  left(device_ua_os_version, 100), '', '', count(*), bool_or(length(device_ua_os_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_ua_os_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_ua_device', 'string',
  left(device_ua_device, 100), '', '', count(*), bool_or(length(device_ua_device) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_ua_device <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'device', 'device_ua_device_category', 'string',
  left(device_ua_device_category, 100), '', '', count(*), bool_or(length(device_ua_device_category) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND device_ua_device_category <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'geo', 'geo_continent', 'string', left(geo_continent, 100),
  '', '', count(*), bool_or(length(geo_continent) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND geo_continent <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'geo', 'geo_sub_continent', 'string',
  left(geo_sub_continent, 100), '', '', count(*), bool_or(length(geo_sub_continent) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND geo_sub_continent <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'geo', 'geo_country', 'string', left(geo_country, 100), '',
  '', count(*), bool_or(length(geo_country) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND geo_country <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'geo', 'geo_region', 'string', left(geo_region, 100), '',
  '', count(*), bool_or(length(geo_region) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND geo_region <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'geo', 'geo_city', 'string', left(geo_city, 100), '', '',
  count(*), bool_or(length(geo_city) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND geo_city <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'geo', 'geo_locale', 'string', left(geo_locale, 100), '',
  '', count(*), bool_or(length(geo_locale) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND geo_locale <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_source', 'string',
  left(traffic_source_source, 100), '', '', count(*), bool_or(length(traffic_source_source) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_source <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_medium', 'string',
  left(traffic_source_medium, 100), '', '', count(*), bool_or(length(traffic_source_medium) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_medium <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_campaign', 'string',
  left(traffic_source_campaign, 100), '', '', count(*), bool_or(length(traffic_source_campaign) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_campaign <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_term', 'string',
  left(traffic_source_term, 100), '', '', count(*), bool_or(length(traffic_source_term) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_term <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_clid_platform', 'string',
  left(traffic_source_clid_platform, 100), '', '', count(*), bool_or(length(traffic_source_clid_platform) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_clid_platform <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_channel_group', 'string',
  left(traffic_source_channel_group, 100), '', '', count(*), bool_or(length(traffic_source_channel_group) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_channel_group <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'traffic_source', 'traffic_source_category', 'string',
  left(traffic_source_category, 100), '', '', count(*), bool_or(length(traffic_source_category) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND traffic_source_category <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'app_info', 'app_package_id', 'string', left(app_package_id,
  100), '', '', count(*), bool_or(length(app_package_id) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND app_package_id <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'app_info', 'app_version', 'string', left(app_version, 100),
  '', '', count(*), bool_or(length(app_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND app_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'app_info', 'app_title', 'string', left(app_title, 100), '',
  '', count(*), bool_or(length(app_title) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND app_title <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'app_info', 'app_install_source', 'string',
  left(app_install_source, 100), '', '', count(*), bool_or(length(app_install_source) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND app_install_source <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'event_outer', 'platform', 'string', left(platform, 100),
  '', '', count(*), bool_or(length(platform) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND platform <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'event_outer', 'project_id', 'string', left(project_id,
  100), '', '', count(*), bool_or(length(project_id) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND project_id <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'event_outer', 'app_id', 'string', left(app_id, 100), '',
  '', count(*), bool_or(length(app_id) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND app_id <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'screen_view', 'screen_view_screen_name', 'string',
  left(screen_view_screen_name, 100), '', '', count(*), bool_or(length(screen_view_screen_name) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND screen_view_screen_name <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'screen_view', 'screen_view_screen_id', 'string',
  left(screen_view_screen_id, 100), '', '', count(*), bool_or(length(screen_view_screen_id) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND screen_view_screen_id <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'screen_view', 'screen_view_previous_screen_name', 'string',
  left(screen_view_previous_screen_name, 100), '', '', count(*), bool_or(length(screen_view_previous_screen_name) >
  100)
FROM {schema}.event_v2
WHERE {ranges} AND screen_view_previous_screen_name <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'screen_view', 'screen_view_previous_screen_id', 'string',
  left(screen_view_previous_screen_id, 100), '', '', count(*), bool_or(length(screen_view_previous_screen_id) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND screen_view_previous_screen_id <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'screen_view', 'screen_view_entrances', 'boolean',
  CAST(screen_view_entrances AS VARCHAR), '', '', count(*), FALSE
FROM {schema}.event_v2
WHERE {ranges} AND screen_view_entrances IS NOT NULL
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_page_referrer', 'string',
  left(page_view_page_referrer, 100), '', '', count(*), bool_or(length(page_view_page_referrer) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_page_referrer <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_page_referrer_title', 'string',
  left(page_view_page_referrer_title, 100), '', '', count(*), bool_or(length(page_view_page_referrer_title) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_page_referrer_title <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_page_title', 'string',
  left(page_view_page_title, 100), '', '', count(*), bool_or(length(page_view_page_title) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_page_title <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_page_url', 'string',
  left(page_view_page_url, 100), '', '', count(*), bool_or(length(page_view_page_url) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_page_url <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_page_url_path', 'string',
  left(page_view_page_url_path, 100), '', '', count(*), bool_or(length(page_view_page_url_path) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_page_url_path <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_hostname', 'string',
  left(page_view_hostname, 100), '', '', count(*), bool_or(length(page_view_hostname) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_hostname <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_latest_referrer', 'string',
  left(page_view_latest_referrer, 100), '', '', count(*), bool_or(length(page_view_latest_referrer) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_latest_referrer <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_latest_referrer_host', 'string',
  left(page_view_latest_referrer_host, 100), '', '', count(*), bool_or(length(page_view_latest_referrer_host) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND page_view_latest_referrer_host <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'page_view', 'page_view_entrances', 'boolean',
  CAST(page_view_entrances AS VARCHAR), '', '', count(*), FALSE
FROM {schema}.event_v2
WHERE {ranges} AND page_view_entrances IS NOT NULL
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'app_info', 'app_start_is_first_time', 'boolean',
  CAST(app_start_is_first_time AS VARCHAR), '', '', count(*), FALSE
FROM {schema}.event_v2
WHERE {ranges} AND app_start_is_first_time IS NOT NULL
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'upgrade', 'upgrade_previous_app_version', 'string',
  left(upgrade_previous_app_version, 100), '', '', count(*), bool_or(length(upgrade_previous_app_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND upgrade_previous_app_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'upgrade', 'upgrade_previous_os_version', 'string',
  left(upgrade_previous_os_version, 100), '', '', count(*), bool_or(length(upgrade_previous_os_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND upgrade_previous_os_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'outbound', 'outbound_link_classes', 'string',
  left(outbound_link_classes, 100), '', '', count(*), bool_or(length(outbound_link_classes) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND outbound_link_classes <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'outbound', 'outbound_link_domain', 'string',
  left(outbound_link_domain, 100), '', '', count(*), bool_or(length(outbound_link_domain) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND outbound_link_domain <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'outbound', 'outbound_link_id', 'string',
  left(outbound_link_id, 100), '', '', count(*), bool_or(length(outbound_link_id) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND outbound_link_id <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'outbound', 'outbound_link_url', 'string',
  left(outbound_link_url, 100), '', '', count(*), bool_or(length(outbound_link_url) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND outbound_link_url <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'outbound', 'outbound_link', 'boolean', CAST(outbound_link
  AS VARCHAR), '', '', count(*), FALSE
FROM {schema}.event_v2
WHERE {ranges} AND outbound_link IS NOT NULL
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'sdk', 'sdk_error_code', 'string', left(sdk_error_code,
  100), '', '', count(*), bool_or(length(sdk_error_code) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND sdk_error_code <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'sdk', 'sdk_version', 'string', left(sdk_version, 100), '',
  '', count(*), bool_or(length(sdk_version) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND sdk_version <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), project_id, app_id, 'sdk', 'sdk_name', 'string', left(sdk_name, 100), '', '',
  count(*), bool_or(length(sdk_name) > 100)
FROM {schema}.event_v2
WHERE {ranges} AND sdk_name <> ''
GROUP BY 1, 2, 3, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), {project}, {app}, 'event_outer', 'session_source', 'string',
  left(session_source, 100), '', '', count(*), bool_or(length(session_source) > 100)
FROM {schema}.session
WHERE {ranges} AND session_source <> ''
GROUP BY 1, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), {project}, {app}, 'event_outer', 'session_medium', 'string',
  left(session_medium, 100), '', '', count(*), bool_or(length(session_medium) > 100)
FROM {schema}.session
WHERE {ranges} AND session_medium <> ''
GROUP BY 1, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), {project}, {app}, 'event_outer', 'session_campaign', 'string',
  left(session_campaign, 100), '', '', count(*), bool_or(length(session_campaign) > 100)
FROM {schema}.session
WHERE {ranges} AND session_campaign <> ''
GROUP BY 1, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), {project}, {app}, 'event_outer', 'session_channel_group', 'string',
  left(session_channel_group, 100), '', '', count(*), bool_or(length(session_channel_group) > 100)
FROM {schema}.session
WHERE {ranges} AND session_channel_group <> ''
GROUP BY 1, 7
UNION ALL
SELECT CAST(event_timestamp AS DATE), {project}, {app}, 'event_outer', 'session_source_category', 'string',
  left(session_source_category, 100), '', '', count(*), bool_or(length(session_source_category) > 100)
FROM {schema}.session
WHERE {ranges} AND session_source_category <> ''
GROUP BY 1, 7
UNION ALL
SELECT
  CAST(event_timestamp AS DATE), project_id, app_id, 'event', property_name, value_type, left(property_value, 100),
  platform, event_name, count(*), bool_or(length(property_value) > 100)
FROM {schema}.event_parameter
WHERE {ranges} AND property_value <> ''
GROUP BY 1, 2, 3, 5, 6, 7, 8, 9;

DELETE FROM {schema}.parameter_day AS m
USING {schema}.scan_day AS d
WHERE d.event_date = m.event_date;

INSERT INTO {schema}.parameter_day (
  event_date, project_id, app_id, category, property_name, value_type, platform, event_name, row_count
)
SELECT
  event_date, project_id, app_id, category, property_name, value_type, platform, event_name,
  CAST(sum(value_count) AS BIGINT)
FROM {schema}.scan_value
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

DELETE FROM {schema}.parameter_value_day AS m
USING {schema}.scan_day AS d
WHERE d.event_date = m.event_date;

-- Ranked by what all platforms and events have together.
INSERT INTO {schema}.parameter_value_day (
  event_date, project_id, app_id, category, property_name, value_type, property_value, platform, event_name,
  value_count, is_truncated
)
SELECT
  v.event_date, v.project_id, v.app_id, v.category, v.property_name, v.value_type, v.property_value, v.platform,
  v.event_name, v.value_count, v.is_truncated
FROM {schema}.scan_value AS v
INNER JOIN (
  SELECT
    event_date, project_id, app_id, category, property_name, value_type, property_value,
    row_number() OVER (
      PARTITION BY event_date, project_id, app_id, category, property_name, value_type
      ORDER BY sum(value_count) DESC, property_value COLLATE "C"
    ) AS place
  FROM {schema}.scan_value
  GROUP BY event_date, project_id, app_id, category, property_name, value_type, property_value
) AS ranked
  ON ranked.event_date = v.event_date
  AND ranked.project_id = v.project_id
  AND ranked.app_id = v.app_id
  AND ranked.category = v.category
  AND ranked.property_name = v.property_name
  AND ranked.value_type IS NOT DISTINCT FROM v.value_type
  AND ranked.property_value = v.property_value
WHERE ranked.place <= CASE
  WHEN v.property_name IN (
    'page_view_page_title', 'page_view_page_url', 'screen_view_screen_name', 'screen_view_screen_id'
  ) AND v.category IN ('page_view', 'screen_view')
  THEN greatest(50, {top_values})
  ELSE {top_values}
END;

DROP TABLE {schema}.scan_value;

DROP TABLE {schema}.scan_day;
