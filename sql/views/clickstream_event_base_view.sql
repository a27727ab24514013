-- Events with what is known of their session: the base view (models.md, section 2 with differences 7 and 8).
--
-- A view, not a table: it equals event_v2 LEFT JOIN session as they are now, whatever arrives late.
--
-- kind: view
-- grain: event_id, event_timestamp
-- key: event_id, event_timestamp
-- columns:
--   event_timestamp timestamp required: time of the event that gave the source columns
--   event_id text required: event field event_id
--   event_time_msec bigint required: event field timestamp, ms, clock-corrected
--   event_name text required: event field event_type, alias event_name
--   user_pseudo_id text required: the device or browser
--   user_id text: latest user id that is not null
--   session_id text: attribute _session_id
--   event_value double: event field event_value, alias event_value_in_usd
--   event_value_currency text: event field event_value_currency, alias currency; USD when only a value was sent; null without a value
--   event_bundle_sequence_id bigint: parameter event_bundle_sequence_id of the request URI
--   ingest_time_msec bigint: ingest_time of the request, ms
--   created_time timestamp required: load time of the event
--   device_mobile_brand_name text: event field brand
--   device_mobile_model_name text: event field model
--   device_manufacturer text: event field make
--   device_carrier text: event field carrier
--   device_network_type text: event field network_type
--   device_operating_system text: platform as sent when it is android, ios or wechatmp in any case, else null
--   device_operating_system_version text: event field os_version
--   device_vendor_id text: event field device_id
--   device_advertising_id text: event field device_unique_id, alias advertising_id
--   device_system_language text: event field system_language
--   device_time_zone_offset_seconds integer: event field zone_offset (ms) / 1000, truncated towards zero
--   device_ua_browser text: by the user agent
--   device_ua_browser_version text: by the user agent
--   device_ua_os text: operating system by the user agent
--   device_ua_os_version text: by the user agent
--   device_ua_device text: by the user agent
--   device_ua_device_category text: Mobile, Tablet, PC, Bot or Other
--   device_screen_width integer: event field screen_width
--   device_screen_height integer: event field screen_height
--   device_viewport_width integer: event field viewport_width
--   device_viewport_height integer: event field viewport_height
--   device_ua_string text: user agent, as sent
--   geo_continent text: from the IP address
--   geo_sub_continent text: always null
--   geo_country text: from the IP address
--   geo_region text: from the IP address
--   geo_metro text: from the IP address, United States only
--   geo_city text: from the IP address
--   geo_locale text: event field locale
--   traffic_source_source text: attribute _traffic_source_source, else attribute _utm_source, else traffic-source enrichment
--   traffic_source_medium text: attribute _traffic_source_medium, else attribute _utm_medium, else enrichment
--   traffic_source_campaign text: attribute _traffic_source_campaign, else attribute _utm_campaign, else enrichment
--   traffic_source_content text: attribute _traffic_source_content, else attribute _utm_content, else enrichment
--   traffic_source_term text: attribute _traffic_source_term, else attribute _utm_term, else enrichment
--   traffic_source_campaign_id text: attribute _traffic_source_campaign_id, else attribute _utm_id, else enrichment
--   traffic_source_clid_platform text: attribute _traffic_source_clid_platform, else attribute _utm_source_platform, else enrichment
--   traffic_source_clid text: click id as JSON with type and value
--   traffic_source_channel_group text: attribute _traffic_source_channel_group or enrichment
--   traffic_source_category text: attribute _traffic_source_category or enrichment
--   user_first_touch_time_msec bigint: user property _user_first_touch_timestamp.value, clock-corrected
--   app_package_id text: event field app_package_name
--   app_version text: event field app_version
--   app_title text: event field app_title
--   app_install_source text: attribute _app_install_channel, aliases _app_install_source, _install_channel
--   platform text: event field platform; null/missing → Web
--   project_id text required: project of the configuration
--   app_id text required: event field app_id
--   screen_view_screen_name text: attribute _screen_name
--   screen_view_screen_id text: attribute _screen_id
--   screen_view_screen_unique_id text: attribute _screen_unique_id
--   screen_view_previous_screen_name text: attribute _previous_screen_name
--   screen_view_previous_screen_id text: attribute _previous_screen_id
--   screen_view_previous_screen_unique_id text: attribute _previous_screen_unique_id
--   screen_view_previous_time_msec bigint: only _screen_view: attribute _previous_timestamp, clock-corrected
--   screen_view_engagement_time_msec bigint: only _screen_view: attribute _engagement_time_msec
--   screen_view_entrances boolean: attribute _entrances
--   page_view_page_referrer text: urldecode(attribute _page_referrer)
--   page_view_page_referrer_title text: urldecode(attribute _page_referrer_title)
--   page_view_previous_time_msec bigint: only _page_view: attribute _previous_timestamp, clock-corrected
--   page_view_engagement_time_msec bigint: only _page_view: attribute _engagement_time_msec
--   page_view_page_title text: urldecode(attribute _page_title)
--   page_view_page_url text: urldecode(attribute _page_url)
--   page_view_page_url_path text: path of the page URL, percent-decoded; empty when it has none
--   page_view_hostname text: event field host_name, else the host of the page URL
--   page_view_latest_referrer text: urldecode(attribute _latest_referrer)
--   page_view_latest_referrer_host text: attribute _latest_referrer_host, else host of parse(attribute _latest_referrer)
--   page_view_entrances boolean: attribute _entrances
--   app_start_is_first_time boolean: only _app_start: attribute _is_first_time
--   upgrade_previous_app_version text: attribute _previous_app_version
--   upgrade_previous_os_version text: attribute _previous_os_version
--   search_key text: attribute _search_key
--   search_term text: attribute _search_term
--   outbound_link_classes text: attribute _link_classes
--   outbound_link_domain text: attribute _link_domain
--   outbound_link_id text: attribute _link_id
--   outbound_link_url text: attribute _link_url
--   outbound_link boolean: attribute _outbound
--   user_engagement_time_msec bigint: only _user_engagement: attribute _engagement_time_msec
--   scroll_engagement_time_msec bigint: only _scroll: attribute _engagement_time_msec
--   sdk_error_code text: attribute _error_code
--   sdk_error_message text: attribute _error_message
--   sdk_version text: event field sdk_version
--   sdk_name text: event field sdk_name
--   app_exception_message text: attribute _exception_message
--   app_exception_stack text: attribute _exception_stack
--   custom_parameters_json_str text: custom parameters as one JSON object; whole keys are left out where it would pass the limit
--   custom_parameters json: event fields and attributes that no column took, with their JSON type
--   session_duration bigint: attribute _session_duration, ms
--   session_number bigint: of the session: smallest session number seen
--   session_start_time_msec bigint: of the session: smallest session start seen
--   session_source text: of the session: traffic_source_source of the first event with a real source, else Direct, else none
--   session_medium text: of the session: traffic_source_medium of the first event with a real source, else Direct, else none
--   session_campaign text: of the session: traffic_source_campaign of the first event with a real source, else Direct, else none
--   session_content text: of the session: traffic_source_content of the first event with a real source, else Direct, else none
--   session_term text: of the session: traffic_source_term of the first event with a real source, else Direct, else none
--   session_campaign_id text: of the session: traffic_source_campaign_id of the first event with a real source, else Direct, else none
--   session_clid_platform text: of the session: traffic_source_clid_platform of the first event with a real source, else Direct, else none
--   session_clid text: of the session: traffic_source_clid of the first event with a real source, else Direct, else none
--   session_channel_group text: of the session: traffic_source_channel_group of the first event with a real source, else Direct, else none
--   session_source_category text: of the session: traffic_source_category of the first event with a real source, else Direct, else none
--   view_session_indicator text: session_id of a view, else NULL
--   view_event_indicator text: event_id of a view, else NULL
-- depends: event_v2, session
-- refresh: live
SELECT
  e.event_timestamp, e.event_id, e.event_time_msec, e.event_name, e.user_pseudo_id, e.user_id, e.session_id,
  e.event_value, e.event_value_currency, e.event_bundle_sequence_id, e.ingest_time_msec, e.created_time,
  e.device_mobile_brand_name, e.device_mobile_model_name, e.device_manufacturer, e.device_carrier,
  e.device_network_type, e.device_operating_system, e.device_operating_system_version, e.device_vendor_id,
  e.device_advertising_id, e.device_system_language, e.device_time_zone_offset_seconds, e.device_ua_browser,
  e.device_ua_browser_version, e.device_ua_os, e.device_ua_os_version, e.device_ua_device,
  e.device_ua_device_category, e.device_screen_width, e.device_screen_height, e.device_viewport_width,
  e.device_viewport_height,
  e.device_ua ->> 'string' AS device_ua_string,
  e.geo_continent, e.geo_sub_continent, e.geo_country, e.geo_region, e.geo_metro, e.geo_city, e.geo_locale,
  e.traffic_source_source, e.traffic_source_medium, e.traffic_source_campaign, e.traffic_source_content,
  e.traffic_source_term, e.traffic_source_campaign_id, e.traffic_source_clid_platform, e.traffic_source_clid,
  e.traffic_source_channel_group, e.traffic_source_category, e.user_first_touch_time_msec, e.app_package_id,
  e.app_version, e.app_title, e.app_install_source, e.platform, e.project_id, e.app_id, e.screen_view_screen_name,
  e.screen_view_screen_id, e.screen_view_screen_unique_id, e.screen_view_previous_screen_name,
  e.screen_view_previous_screen_id, e.screen_view_previous_screen_unique_id, e.screen_view_previous_time_msec,
  e.screen_view_engagement_time_msec, e.screen_view_entrances, e.page_view_page_referrer,
  e.page_view_page_referrer_title, e.page_view_previous_time_msec, e.page_view_engagement_time_msec,
  e.page_view_page_title, e.page_view_page_url, e.page_view_page_url_path, e.page_view_hostname,
  e.page_view_latest_referrer, e.page_view_latest_referrer_host, e.page_view_entrances, e.app_start_is_first_time,
  e.upgrade_previous_app_version, e.upgrade_previous_os_version, e.search_key, e.search_term, e.outbound_link_classes,
  e.outbound_link_domain, e.outbound_link_id, e.outbound_link_url, e.outbound_link, e.user_engagement_time_msec,
  e.scroll_engagement_time_msec, e.sdk_error_code, e.sdk_error_message, e.sdk_version, e.sdk_name,
  e.app_exception_message, e.app_exception_stack, e.custom_parameters_json_str, e.custom_parameters,
  e.session_duration, s.session_number, s.session_start_time_msec, s.session_source, s.session_medium,
  s.session_campaign, s.session_content, s.session_term, s.session_campaign_id, s.session_clid_platform,
  s.session_clid, s.session_channel_group, s.session_source_category,
  CASE WHEN e.event_name IN ('_page_view', '_screen_view') THEN e.session_id END AS view_session_indicator,
  CASE WHEN e.event_name IN ('_page_view', '_screen_view') THEN e.event_id END AS view_event_indicator
FROM {schema}.event_v2 AS e
LEFT JOIN {schema}.session AS s ON s.user_pseudo_id = e.user_pseudo_id AND s.session_id = e.session_id;
