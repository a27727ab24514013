-- Events with what is known of their session and their user: the event view (models.md, section 3.1 with differences 12, 14, 16).
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
--   latest_user_id text: user id of the user row as it is now
--   first_touch_time_msec bigint: of the first event
--   first_visit_date date: local day of the first touch
--   first_referrer text: page_view_page_referrer of the first event
--   first_traffic_category text: traffic_source_category of the winning event
--   first_traffic_source text: traffic_source_source of the first event
--   first_traffic_medium text: traffic_source_medium of the winning event
--   first_traffic_campaign text: traffic_source_campaign of the winning event
--   first_traffic_content text: traffic_source_content of the winning event
--   first_traffic_term text: traffic_source_term of the winning event
--   first_traffic_campaign_id text: traffic_source_campaign_id of the winning event
--   first_traffic_clid_platform text: traffic_source_clid_platform of the winning event
--   first_traffic_clid text: traffic_source_clid of the winning event
--   first_traffic_channel_group text: traffic_source_channel_group of the winning event
--   first_app_install_source text: app_install_source of the winning event
--   user_properties_json_str text: the same as one JSON object
--   user_properties json: properties of the latest _profile_set event, whole
--   merged_user_id text required: latest user id, else user_pseudo_id
--   new_user_indicator text: merged_user_id of a _first_open event, else NULL
--   is_first_day_event boolean required: the event is of the local day of the first touch
--   first_visit_date_utc date: first_visit_date of user_v2, as loaded: UTC
-- depends: clickstream_event_base_view, user_now
-- refresh: live
SELECT
  b.event_timestamp, b.event_id, b.event_time_msec, b.event_name, b.user_pseudo_id, b.user_id, b.session_id,
  b.event_value, b.event_value_currency, b.event_bundle_sequence_id, b.ingest_time_msec, b.created_time,
  b.device_mobile_brand_name, b.device_mobile_model_name, b.device_manufacturer, b.device_carrier,
  b.device_network_type, b.device_operating_system, b.device_operating_system_version, b.device_vendor_id,
  b.device_advertising_id, b.device_system_language, b.device_time_zone_offset_seconds, b.device_ua_browser,
  b.device_ua_browser_version, b.device_ua_os, b.device_ua_os_version, b.device_ua_device,
  b.device_ua_device_category, b.device_screen_width, b.device_screen_height, b.device_viewport_width,
  b.device_viewport_height, b.device_ua_string, b.geo_continent, b.geo_sub_continent, b.geo_country, b.geo_region,
  b.geo_metro, b.geo_city, b.geo_locale, b.traffic_source_source, b.traffic_source_medium, b.traffic_source_campaign,
  b.traffic_source_content, b.traffic_source_term, b.traffic_source_campaign_id, b.traffic_source_clid_platform,
  b.traffic_source_clid, b.traffic_source_channel_group, b.traffic_source_category, b.user_first_touch_time_msec,
  b.app_package_id, b.app_version, b.app_title, b.app_install_source, b.platform, b.project_id, b.app_id,
  b.screen_view_screen_name, b.screen_view_screen_id, b.screen_view_screen_unique_id,
  b.screen_view_previous_screen_name, b.screen_view_previous_screen_id, b.screen_view_previous_screen_unique_id,
  b.screen_view_previous_time_msec, b.screen_view_engagement_time_msec, b.screen_view_entrances,
  b.page_view_page_referrer, b.page_view_page_referrer_title, b.page_view_previous_time_msec,
  b.page_view_engagement_time_msec, b.page_view_page_title, b.page_view_page_url, b.page_view_page_url_path,
  b.page_view_hostname, b.page_view_latest_referrer, b.page_view_latest_referrer_host, b.page_view_entrances,
  b.app_start_is_first_time, b.upgrade_previous_app_version, b.upgrade_previous_os_version, b.search_key,
  b.search_term, b.outbound_link_classes, b.outbound_link_domain, b.outbound_link_id, b.outbound_link_url,
  b.outbound_link, b.user_engagement_time_msec, b.scroll_engagement_time_msec, b.sdk_error_code, b.sdk_error_message,
  b.sdk_version, b.sdk_name, b.app_exception_message, b.app_exception_stack, b.custom_parameters_json_str,
  b.custom_parameters, b.session_duration, b.session_number, b.session_start_time_msec, b.session_source,
  b.session_medium, b.session_campaign, b.session_content, b.session_term, b.session_campaign_id,
  b.session_clid_platform, b.session_clid, b.session_channel_group, b.session_source_category,
  b.view_session_indicator, b.view_event_indicator,
  u.user_id AS latest_user_id,
  u.first_touch_time_msec,
  u.first_touch_date AS first_visit_date,
  u.first_referrer, u.first_traffic_category, u.first_traffic_source, u.first_traffic_medium,
  u.first_traffic_campaign, u.first_traffic_content, u.first_traffic_term, u.first_traffic_campaign_id,
  u.first_traffic_clid_platform, u.first_traffic_clid, u.first_traffic_channel_group, u.first_app_install_source,
  u.user_properties_json_str, u.user_properties,
  coalesce(u.user_id, b.user_pseudo_id) AS merged_user_id,
  CASE WHEN b.event_name = '_first_open' THEN coalesce(u.user_id, b.user_pseudo_id) END AS new_user_indicator,
  coalesce(CAST(b.event_timestamp AT TIME ZONE 'UTC' AT TIME ZONE {timezone} AS DATE) = u.first_touch_date, FALSE)
    AS is_first_day_event,
  u.first_visit_date AS first_visit_date_utc
FROM {schema}.clickstream_event_base_view AS b
LEFT JOIN {schema}.user_now AS u ON u.user_pseudo_id = b.user_pseudo_id;
