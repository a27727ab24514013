// The columns of event_v2 that the built-in enrichments read and set, and the part of the result that each column
// takes. This is the only list of them: processing, re-enrichment and the order of plug-ins are derived from it.
//
// Constants and pure functions; thread-safe.
#pragma once

#include <array>
#include <string_view>

#include "enrich/ip.h"
#include "enrich/traffic_source.h"
#include "enrich/user_agent.h"
#include "schema/table.h"

namespace millrace {

template <typename Result>
struct EnrichedColumn {
  EventColumn column;
  std::string_view Result::*value;
};

// Set by `ip`.
inline constexpr std::array<EnrichedColumn<GeoLocation>, 5> kPlaceColumns = {{
    {EventColumn::geo_continent, &GeoLocation::continent},
    {EventColumn::geo_country, &GeoLocation::country},
    {EventColumn::geo_region, &GeoLocation::region},
    {EventColumn::geo_metro, &GeoLocation::metro},
    {EventColumn::geo_city, &GeoLocation::city},
}};

// Set by `user_agent`.
inline constexpr std::array<EnrichedColumn<UserAgent>, 6> kAgentColumns = {{
    {EventColumn::device_ua_browser, &UserAgent::browser},
    {EventColumn::device_ua_browser_version, &UserAgent::browser_version},
    {EventColumn::device_ua_os, &UserAgent::os},
    {EventColumn::device_ua_os_version, &UserAgent::os_version},
    {EventColumn::device_ua_device, &UserAgent::device},
    {EventColumn::device_ua_device_category, &UserAgent::category},
}};

// Set by `user_agent`, but only where they have no text yet (enrichment.md, U4).
inline constexpr std::array<EnrichedColumn<UserAgent>, 2> kModelColumns = {{
    {EventColumn::device_mobile_brand_name, &UserAgent::brand},
    {EventColumn::device_mobile_model_name, &UserAgent::model},
}};

// The map device_ua (enrichment.md §2.3), in the order of its keys: the user agent as sent, and what was parsed from
// it.
inline constexpr std::string_view kAgentTextKey = "string";
struct AgentEntry {
  std::string_view key;
  std::string_view UserAgent::*value;  // null: the user agent as sent
};
inline constexpr std::array<AgentEntry, 4> kAgentEntries = {{
    {"device", &UserAgent::device_json},
    {"os", &UserAgent::os_json},
    {kAgentTextKey, nullptr},
    {"userAgent", &UserAgent::user_agent_json},
}};

// Set by `traffic_source`. A URL can supply the first eight.
inline constexpr std::array<EnrichedColumn<TrafficSource>, 10> kSourceColumns = {{
    {EventColumn::traffic_source_source, &TrafficSource::source},
    {EventColumn::traffic_source_medium, &TrafficSource::medium},
    {EventColumn::traffic_source_campaign, &TrafficSource::campaign},
    {EventColumn::traffic_source_content, &TrafficSource::content},
    {EventColumn::traffic_source_term, &TrafficSource::term},
    {EventColumn::traffic_source_campaign_id, &TrafficSource::campaign_id},
    {EventColumn::traffic_source_clid_platform, &TrafficSource::clid_platform},
    {EventColumn::traffic_source_clid, &TrafficSource::clid},
    {EventColumn::traffic_source_channel_group, &TrafficSource::channel_group},
    {EventColumn::traffic_source_category, &TrafficSource::category},
}};

// Read by `traffic_source`, besides the columns that it sets.
inline constexpr std::array<EnrichedColumn<TrafficSourceInput>, 5> kSourceInputs = {{
    {EventColumn::page_view_page_url, &TrafficSourceInput::page_url},
    {EventColumn::page_view_page_referrer, &TrafficSourceInput::page_referrer},
    {EventColumn::page_view_latest_referrer, &TrafficSourceInput::latest_referrer},
    {EventColumn::page_view_latest_referrer_host, &TrafficSourceInput::latest_referrer_host},
    {EventColumn::page_view_hostname, &TrafficSourceInput::host_name},
}};

// Whether a built-in enrichment, given by its name in the configuration, sets a column, or derives its result from it.
bool IsSetBy(std::string_view built_in, EventColumn column);
bool IsReadBy(std::string_view built_in, EventColumn column);

}  // namespace millrace
