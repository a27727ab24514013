// THE definition of all columns: name, type, maximum bytes of a text (0: not a text), nullability and meaning, one list
// per table, in file order (lake-tables §3–§5, spec/README.md). Arrow and Parquet schemas, DDL, truncation and the
// column reference are derived from it.
#pragma once

// clang-format off

#define MILLRACE_EVENT_COLUMNS(X) \
  X(event_timestamp, kTimestamp, 0, kRequired, "time of the event, clock-corrected") \
  X(event_id, kText, 255, kRequired, "event field event_id") \
  X(event_time_msec, kInt64, 0, kRequired, "event field timestamp, ms, clock-corrected") \
  X(event_name, kText, 255, kRequired, "event field event_type, alias event_name") \
  X(event_value, kDouble, 0, kNullable, "event field event_value, alias event_value_in_usd") \
  X(event_value_currency, kText, 32, kNullable, "event field event_value_currency, alias currency; USD if only a value was sent; null without a value") \
  X(event_bundle_sequence_id, kInt64, 0, kNullable, "parameter event_bundle_sequence_id of the request URI") \
  X(ingest_time_msec, kInt64, 0, kNullable, "ingest_time of the request, ms") \
  X(device_mobile_brand_name, kText, 255, kNullable, "event field brand") \
  X(device_mobile_model_name, kText, 255, kNullable, "event field model") \
  X(device_manufacturer, kText, 255, kNullable, "event field make") \
  X(device_carrier, kText, 255, kNullable, "event field carrier") \
  X(device_network_type, kText, 255, kNullable, "event field network_type") \
  X(device_operating_system, kText, 255, kNullable, "platform as sent if it is android, ios or wechatmp in any letter case, else null") \
  X(device_operating_system_version, kText, 255, kNullable, "event field os_version") \
  X(device_vendor_id, kText, 255, kNullable, "event field device_id") \
  X(device_advertising_id, kText, 255, kNullable, "event field device_unique_id, alias advertising_id") \
  X(device_system_language, kText, 255, kNullable, "event field system_language") \
  X(device_time_zone_offset_seconds, kInt32, 0, kNullable, "event field zone_offset (ms) / 1000, truncated towards zero") \
  X(device_ua_browser, kText, 255, kNullable, "from the user agent") \
  X(device_ua_browser_version, kText, 255, kNullable, "from the user agent") \
  X(device_ua_os, kText, 255, kNullable, "operating system from the user agent") \
  X(device_ua_os_version, kText, 255, kNullable, "from the user agent") \
  X(device_ua_device, kText, 255, kNullable, "from the user agent") \
  X(device_ua_device_category, kText, 255, kNullable, "Mobile, Tablet, PC, Bot or Other") \
  X(device_ua, kTextMap, 0, kNullable, "parts of the user agent: string, userAgent, os, device (JSON strings)") \
  X(device_screen_width, kInt32, 0, kNullable, "event field screen_width") \
  X(device_screen_height, kInt32, 0, kNullable, "event field screen_height") \
  X(device_viewport_width, kInt32, 0, kNullable, "event field viewport_width") \
  X(device_viewport_height, kInt32, 0, kNullable, "event field viewport_height") \
  X(geo_continent, kText, 255, kNullable, "from the IP address") \
  X(geo_sub_continent, kText, 255, kNullable, "always null") \
  X(geo_country, kText, 255, kNullable, "from the IP address") \
  X(geo_region, kText, 255, kNullable, "from the IP address") \
  X(geo_metro, kText, 255, kNullable, "from the IP address, United States only") \
  X(geo_city, kText, 255, kNullable, "from the IP address") \
  X(geo_locale, kText, 255, kNullable, "event field locale") \
  X(traffic_source_source, kText, 255, kNullable, "attribute _traffic_source_source, else attribute _utm_source, else traffic-source enrichment") \
  X(traffic_source_medium, kText, 255, kNullable, "attribute _traffic_source_medium, else attribute _utm_medium, else enrichment") \
  X(traffic_source_campaign, kText, 255, kNullable, "attribute _traffic_source_campaign, else attribute _utm_campaign, else enrichment") \
  X(traffic_source_content, kText, 2048, kNullable, "attribute _traffic_source_content, else attribute _utm_content, else enrichment") \
  X(traffic_source_term, kText, 2048, kNullable, "attribute _traffic_source_term, else attribute _utm_term, else enrichment") \
  X(traffic_source_campaign_id, kText, 255, kNullable, "attribute _traffic_source_campaign_id, else attribute _utm_id, else enrichment") \
  X(traffic_source_clid_platform, kText, 255, kNullable, "attribute _traffic_source_clid_platform, else attribute _utm_source_platform, else enrichment") \
  X(traffic_source_clid, kText, 2048, kNullable, "click id as JSON with type and value") \
  X(traffic_source_channel_group, kText, 255, kNullable, "attribute _traffic_source_channel_group or enrichment") \
  X(traffic_source_category, kText, 255, kNullable, "attribute _traffic_source_category or enrichment") \
  X(user_first_touch_time_msec, kInt64, 0, kNullable, "user property _user_first_touch_timestamp.value, clock-corrected") \
  X(app_package_id, kText, 255, kNullable, "event field app_package_name") \
  X(app_version, kText, 255, kNullable, "event field app_version") \
  X(app_title, kText, 255, kNullable, "event field app_title") \
  X(app_install_source, kText, 255, kNullable, "attribute _app_install_channel, aliases _app_install_source, _install_channel") \
  X(platform, kText, 255, kNullable, "event field platform; Web if null or missing") \
  X(project_id, kText, 255, kRequired, "project of the configuration") \
  X(app_id, kText, 255, kRequired, "event field app_id") \
  X(screen_view_screen_name, kText, 255, kNullable, "attribute _screen_name") \
  X(screen_view_screen_id, kText, 255, kNullable, "attribute _screen_id") \
  X(screen_view_screen_unique_id, kText, 255, kNullable, "attribute _screen_unique_id") \
  X(screen_view_previous_screen_name, kText, 255, kNullable, "attribute _previous_screen_name") \
  X(screen_view_previous_screen_id, kText, 255, kNullable, "attribute _previous_screen_id") \
  X(screen_view_previous_screen_unique_id, kText, 255, kNullable, "attribute _previous_screen_unique_id") \
  X(screen_view_previous_time_msec, kInt64, 0, kNullable, "only _screen_view: attribute _previous_timestamp, clock-corrected") \
  X(screen_view_engagement_time_msec, kInt64, 0, kNullable, "only _screen_view: attribute _engagement_time_msec") \
  X(screen_view_entrances, kBool, 0, kNullable, "attribute _entrances") \
  X(page_view_page_referrer, kText, 65535, kNullable, "attribute _page_referrer, URL-decoded") \
  X(page_view_page_referrer_title, kText, 2048, kNullable, "attribute _page_referrer_title, URL-decoded") \
  X(page_view_previous_time_msec, kInt64, 0, kNullable, "only _page_view: attribute _previous_timestamp, clock-corrected") \
  X(page_view_engagement_time_msec, kInt64, 0, kNullable, "only _page_view: attribute _engagement_time_msec") \
  X(page_view_page_title, kText, 2048, kNullable, "attribute _page_title, URL-decoded") \
  X(page_view_page_url, kText, 65535, kNullable, "attribute _page_url, URL-decoded") \
  X(page_view_page_url_path, kText, 65535, kNullable, "path of the page URL, percent-decoded; empty if it has none") \
  X(page_view_page_url_query_parameters, kTextMap, 0, kNullable, "query parameters of the page URL; repeated keys joined by a comma") \
  X(page_view_hostname, kText, 2048, kNullable, "event field host_name, else the host of the page URL") \
  X(page_view_latest_referrer, kText, 65535, kNullable, "attribute _latest_referrer, URL-decoded") \
  X(page_view_latest_referrer_host, kText, 2048, kNullable, "attribute _latest_referrer_host, else the host of attribute _latest_referrer") \
  X(page_view_entrances, kBool, 0, kNullable, "attribute _entrances") \
  X(app_start_is_first_time, kBool, 0, kNullable, "only _app_start: attribute _is_first_time") \
  X(upgrade_previous_app_version, kText, 255, kNullable, "attribute _previous_app_version") \
  X(upgrade_previous_os_version, kText, 255, kNullable, "attribute _previous_os_version") \
  X(search_key, kText, 2048, kNullable, "attribute _search_key") \
  X(search_term, kText, 2048, kNullable, "attribute _search_term") \
  X(outbound_link_classes, kText, 2048, kNullable, "attribute _link_classes") \
  X(outbound_link_domain, kText, 2048, kNullable, "attribute _link_domain") \
  X(outbound_link_id, kText, 2048, kNullable, "attribute _link_id") \
  X(outbound_link_url, kText, 65535, kNullable, "attribute _link_url") \
  X(outbound_link, kBool, 0, kNullable, "attribute _outbound") \
  X(user_engagement_time_msec, kInt64, 0, kNullable, "only _user_engagement: attribute _engagement_time_msec") \
  X(user_id, kText, 255, kNullable, "user property _user_id.value") \
  X(user_pseudo_id, kText, 255, kRequired, "event field unique_id, alias user_pseudo_id: the device or browser") \
  X(session_id, kText, 255, kNullable, "attribute _session_id") \
  X(session_start_time_msec, kInt64, 0, kNullable, "attribute _session_start_time_msec, alias _session_start_timestamp, clock-corrected") \
  X(session_duration, kInt64, 0, kNullable, "attribute _session_duration, ms") \
  X(session_number, kInt64, 0, kNullable, "attribute _session_number") \
  X(scroll_engagement_time_msec, kInt64, 0, kNullable, "only _scroll: attribute _engagement_time_msec") \
  X(sdk_error_code, kText, 255, kNullable, "attribute _error_code") \
  X(sdk_error_message, kText, 2048, kNullable, "attribute _error_message") \
  X(sdk_version, kText, 255, kNullable, "event field sdk_version") \
  X(sdk_name, kText, 255, kNullable, "event field sdk_name") \
  X(app_exception_message, kText, 2048, kNullable, "attribute _exception_message") \
  X(app_exception_stack, kText, 65535, kNullable, "attribute _exception_stack") \
  X(custom_parameters_json_str, kText, 65535, kNullable, "custom parameters as one JSON object; whole keys are omitted where it would exceed the limit") \
  X(custom_parameters, kTypedMap, 0, kNullable, "event fields and attributes without a column, with their JSON type") \
  X(process_info, kTextMap, 0, kNullable, "origin of the row: rid, ingest_time, input_file_name, source_ip, clock correction, job") \
  X(created_time, kTimestamp, 0, kRequired, "when the job started")

#define MILLRACE_ITEM_COLUMNS(X) \
  X(event_timestamp, kTimestamp, 0, kRequired, "of the item's event") \
  X(event_id, kText, 255, kRequired, "of the item's event") \
  X(event_name, kText, 255, kRequired, "of the item's event") \
  X(platform, kText, 255, kNullable, "of the item's event") \
  X(user_pseudo_id, kText, 255, kRequired, "of the item's event") \
  X(user_id, kText, 255, kNullable, "of the item's event") \
  X(item_id, kText, 255, kRequired, "item field item_id, alias id; never null or empty") \
  X(name, kText, 255, kNullable, "item field item_name, alias name") \
  X(brand, kText, 255, kNullable, "item field brand") \
  X(currency, kText, 255, kNullable, "item field currency") \
  X(price, kDouble, 0, kNullable, "item field price") \
  X(quantity, kDouble, 0, kNullable, "item field quantity") \
  X(creative_name, kText, 255, kNullable, "item field creative_name") \
  X(creative_slot, kText, 255, kNullable, "item field creative_slot") \
  X(location_id, kText, 255, kNullable, "item field location_id") \
  X(category, kText, 255, kNullable, "item field category") \
  X(category2, kText, 255, kNullable, "item field category2") \
  X(category3, kText, 255, kNullable, "item field category3") \
  X(category4, kText, 255, kNullable, "item field category4") \
  X(category5, kText, 255, kNullable, "item field category5") \
  X(custom_parameters_json_str, kText, 65535, kNullable, "item fields without a column, as one JSON object; whole keys are omitted where it would exceed the limit") \
  X(custom_parameters, kTypedMap, 0, kNullable, "item fields without a column, with their JSON type") \
  X(process_info, kTextMap, 0, kNullable, "job that wrote the row") \
  X(created_time, kTimestamp, 0, kRequired, "when the job started")

#define MILLRACE_USER_COLUMNS(X) \
  X(event_timestamp, kTimestamp, 0, kRequired, "greatest event time of the user in the run") \
  X(user_pseudo_id, kText, 255, kRequired, "the device or browser") \
  X(user_id, kText, 255, kNullable, "latest user id that is not null") \
  X(user_properties, kPropertyMap, 0, kNullable, "all properties of the latest _profile_set event") \
  X(user_properties_json_str, kText, 65535, kNullable, "user_properties as one JSON object") \
  X(first_touch_time_msec, kInt64, 0, kNullable, "first touch time of the first event") \
  X(first_visit_date, kDate, 0, kNullable, "UTC date of first_touch_time_msec of the first event") \
  X(first_referrer, kText, 65535, kNullable, "page_view_page_referrer of the first event") \
  X(first_traffic_source, kText, 255, kNullable, "traffic_source_source of the first event") \
  X(first_traffic_medium, kText, 255, kNullable, "traffic_source_medium of the first event") \
  X(first_traffic_campaign, kText, 255, kNullable, "traffic_source_campaign of the first event") \
  X(first_traffic_content, kText, 2048, kNullable, "traffic_source_content of the first event") \
  X(first_traffic_term, kText, 2048, kNullable, "traffic_source_term of the first event") \
  X(first_traffic_campaign_id, kText, 255, kNullable, "traffic_source_campaign_id of the first event") \
  X(first_traffic_clid_platform, kText, 255, kNullable, "traffic_source_clid_platform of the first event") \
  X(first_traffic_clid, kText, 2048, kNullable, "traffic_source_clid of the first event") \
  X(first_traffic_channel_group, kText, 255, kNullable, "traffic_source_channel_group of the first event") \
  X(first_traffic_category, kText, 255, kNullable, "traffic_source_category of the first event") \
  X(first_app_install_source, kText, 255, kNullable, "app_install_source of the first event") \
  X(process_info, kTextMap, 0, kNullable, "names of the first event and the profile event, and the job") \
  X(created_time, kTimestamp, 0, kRequired, "when the job started") \
  X(first_event_time_msec, kInt64, 0, kNullable, "time of the event that supplied the first_* columns") \
  X(profile_event_time_msec, kInt64, 0, kNullable, "time of the event that supplied user_properties") \
  X(user_id_time_msec, kInt64, 0, kNullable, "time of the event that supplied user_id")

#define MILLRACE_SESSION_COLUMNS(X) \
  X(event_timestamp, kTimestamp, 0, kRequired, "time of the event that supplied the source columns") \
  X(user_pseudo_id, kText, 255, kRequired, "the device or browser") \
  X(session_id, kText, 255, kRequired, "attribute _session_id") \
  X(user_id, kText, 255, kNullable, "latest user id that is not null") \
  X(session_number, kInt64, 0, kNullable, "smallest session number") \
  X(session_start_time_msec, kInt64, 0, kNullable, "smallest session start") \
  X(session_source, kText, 255, kNullable, "traffic_source_source of the first event with a real source, else Direct, else none") \
  X(session_medium, kText, 255, kNullable, "traffic_source_medium of the first event with a real source, else Direct, else none") \
  X(session_campaign, kText, 255, kNullable, "traffic_source_campaign of the first event with a real source, else Direct, else none") \
  X(session_content, kText, 2048, kNullable, "traffic_source_content of the first event with a real source, else Direct, else none") \
  X(session_term, kText, 2048, kNullable, "traffic_source_term of the first event with a real source, else Direct, else none") \
  X(session_campaign_id, kText, 255, kNullable, "traffic_source_campaign_id of the first event with a real source, else Direct, else none") \
  X(session_clid_platform, kText, 255, kNullable, "traffic_source_clid_platform of the first event with a real source, else Direct, else none") \
  X(session_clid, kText, 2048, kNullable, "traffic_source_clid of the first event with a real source, else Direct, else none") \
  X(session_channel_group, kText, 255, kNullable, "traffic_source_channel_group of the first event with a real source, else Direct, else none") \
  X(session_source_category, kText, 255, kNullable, "traffic_source_category of the first event with a real source, else Direct, else none") \
  X(process_info, kTextMap, 0, kNullable, "as in event_v2, of the event that supplied the source columns, with event_name") \
  X(created_time, kTimestamp, 0, kRequired, "when the job started") \
  X(user_id_time_msec, kInt64, 0, kNullable, "time of the event that supplied user_id")

#define MILLRACE_REJECT_COLUMNS(X) \
  X(reason, kText, 255, kRequired, "reason code, see docs/reference/rejects.md") \
  X(detail, kText, 2048, kNullable, "what was wrong in detail") \
  X(stage, kText, 255, kRequired, "where it was found: raw, transform, enrich, plugin, write or load") \
  X(input_file_name, kText, 65535, kRequired, "raw file") \
  X(line, kInt64, 0, kRequired, "line in the file, from 1") \
  X(bundle_index, kInt32, 0, kNullable, "position of the event in its request, from 0; null for a whole row") \
  X(app_id, kText, 255, kNullable, "app id if known") \
  X(ingest_time_msec, kInt64, 0, kNullable, "ingest time of the row if known") \
  X(job_id, kText, 255, kRequired, "job that wrote the reject") \
  X(encoding, kText, 16, kRequired, "encoding of `original`: text, or base64 if the bytes are not UTF-8") \
  X(original, kText, 0, kNullable, "the event as read; for a reject of a whole row, the line") \
  X(request, kText, 0, kNullable, "for an event: the other fields of its row as JSON, which replay needs") \
  X(created_time, kTimestamp, 0, kRequired, "when the job started")

// clang-format on
