#include "transform/clickstream_keys.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr EventKey Text(std::string_view key, E column) {
  return {key, Bind::kText, SlotOf(column)};
}
constexpr EventKey Id(std::string_view key, E column) {
  return {key, Bind::kId, SlotOf(column)};
}
constexpr EventKey Text(std::string_view key, Slot slot) {
  return {key, Bind::kText, slot};
}

constexpr EventKey kEventKeys[] = {
    Id("event_id", E::event_id),
    Text("app_id", E::app_id),
    Id("unique_id", E::user_pseudo_id),
    Id("user_pseudo_id", E::user_pseudo_id),
    Id("device_id", E::device_vendor_id),
    Text("device_unique_id", E::device_advertising_id),
    Text("advertising_id", E::device_advertising_id),
    Text("event_type", E::event_name),
    Text("event_name", E::event_name),
    Text("platform", E::platform),
    Text("os_version", E::device_operating_system_version),
    Text("make", E::device_manufacturer),
    Text("brand", E::device_mobile_brand_name),
    Text("model", E::device_mobile_model_name),
    Text("carrier", E::device_carrier),
    Text("network_type", E::device_network_type),
    Text("locale", E::geo_locale),
    Text("system_language", E::device_system_language),
    Text("host_name", kSlotHostName),
    Text("app_version", E::app_version),
    Text("app_package_name", E::app_package_id),
    Text("app_title", E::app_title),
    Text("event_value_currency", E::event_value_currency),
    Text("currency", E::event_value_currency),
    Text("sdk_version", E::sdk_version),
    Text("sdk_name", E::sdk_name),
    {"timestamp", Bind::kTimestamp, SlotOf(E::event_time_msec)},
    {"event_previous_timestamp", Bind::kSentTypedLong, kSlotEventPreviousTimestamp},
    {"screen_height", Bind::kSize, SlotOf(E::device_screen_height)},
    {"screen_width", Bind::kSize, SlotOf(E::device_screen_width)},
    {"viewport_height", Bind::kSize, SlotOf(E::device_viewport_height)},
    {"viewport_width", Bind::kSize, SlotOf(E::device_viewport_width)},
    {"zone_offset", Bind::kTypedLong, kSlotZoneOffset},
    {"event_value", Bind::kPlainDouble, SlotOf(E::event_value)},
    {"event_value_in_usd", Bind::kTypedDouble, SlotOf(E::event_value)},
    {"user", Bind::kUser, kSlotCount},
    {"attributes", Bind::kAttributes, kSlotCount},
    {"items", Bind::kItems, kSlotCount},
};

constexpr EventKey kAttributeKeys[] = {
    Text("_screen_name", E::screen_view_screen_name),
    Text("_screen_id", E::screen_view_screen_id),
    Text("_screen_unique_id", E::screen_view_screen_unique_id),
    Text("_previous_screen_name", E::screen_view_previous_screen_name),
    Text("_previous_screen_id", E::screen_view_previous_screen_id),
    Text("_previous_screen_unique_id", E::screen_view_previous_screen_unique_id),
    Text("_page_referrer", kSlotPageReferrer),
    Text("_page_referrer_title", kSlotPageReferrerTitle),
    Text("_page_title", kSlotPageTitle),
    Text("_page_url", kSlotPageUrl),
    Text("_latest_referrer", kSlotLatestReferrer),
    Text("_latest_referrer_host", E::page_view_latest_referrer_host),
    Text("_exception_message", E::app_exception_message),
    Text("_exception_stack", E::app_exception_stack),
    Text("_previous_app_version", E::upgrade_previous_app_version),
    Text("_previous_os_version", E::upgrade_previous_os_version),
    Text("_error_code", E::sdk_error_code),
    Text("_error_message", E::sdk_error_message),
    Text("_search_key", E::search_key),
    Text("_search_term", E::search_term),
    Text("_link_classes", E::outbound_link_classes),
    Text("_link_domain", E::outbound_link_domain),
    Text("_link_id", E::outbound_link_id),
    Text("_link_url", E::outbound_link_url),
    Id("_session_id", E::session_id),
    Text("_app_install_channel", E::app_install_source),
    Text("_app_install_source", E::app_install_source),
    Text("_install_channel", E::app_install_source),
    Text("_traffic_source_source", E::traffic_source_source),
    Text("_traffic_source_medium", E::traffic_source_medium),
    Text("_traffic_source_campaign", E::traffic_source_campaign),
    Text("_traffic_source_content", E::traffic_source_content),
    Text("_traffic_source_term", E::traffic_source_term),
    Text("_traffic_source_campaign_id", E::traffic_source_campaign_id),
    Text("_traffic_source_clid_platform", E::traffic_source_clid_platform),
    Text("_traffic_source_clid", E::traffic_source_clid),
    Text("_traffic_source_channel_group", E::traffic_source_channel_group),
    Text("_traffic_source_category", E::traffic_source_category),
    Text("_utm_id", kSlotUtmId),
    Text("_utm_source", kSlotUtmSource),
    Text("_utm_medium", kSlotUtmMedium),
    Text("_utm_content", kSlotUtmContent),
    Text("_utm_term", kSlotUtmTerm),
    Text("_utm_campaign", kSlotUtmCampaign),
    Text("_utm_source_platform", kSlotUtmSourcePlatform),
    Text("_gclid", kSlotGclid),
    {"_entrances", Bind::kSafeBool, SlotOf(E::page_view_entrances)},
    {"_is_first_time", Bind::kSentFlag, kSlotIsFirstTime},
    {"_outbound", Bind::kSafeBool, SlotOf(E::outbound_link)},
    {"_session_start_time_msec", Bind::kSafeLong, SlotOf(E::session_start_time_msec)},
    {"_session_start_timestamp", Bind::kSafeLong, SlotOf(E::session_start_time_msec)},
    {"_session_duration", Bind::kSafeLong, SlotOf(E::session_duration)},
    {"_session_number", Bind::kSafeLong, SlotOf(E::session_number)},
    {"_previous_timestamp", Bind::kSentLong, kSlotPreviousTimestamp},
    {"_engagement_time_msec", Bind::kSentLong, kSlotEngagementTime},
};

constexpr ItemKey kClickstreamItemKeys[] = {
    {"item_id", ItemColumn::item_id},
    {"id", ItemColumn::item_id},
    {"item_name", ItemColumn::name},
    {"name", ItemColumn::name},
    {"brand", ItemColumn::brand},
    {"currency", ItemColumn::currency},
    {"price", ItemColumn::price},
    {"quantity", ItemColumn::quantity},
    {"creative_name", ItemColumn::creative_name},
    {"creative_slot", ItemColumn::creative_slot},
    {"location_id", ItemColumn::location_id},
    {"category", ItemColumn::category},
    {"category2", ItemColumn::category2},
    {"category3", ItemColumn::category3},
    {"category4", ItemColumn::category4},
    {"category5", ItemColumn::category5},
};

const KeyTable<EventKey> kEventTable{kEventKeys};
const KeyTable<EventKey> kAttributeTable{kAttributeKeys};
const KeyTable<ItemKey> kClickstreamItemTable{kClickstreamItemKeys};

}  // namespace

const EventKey* FindEventKey(std::string_view key) {
  return kEventTable.Find(key);
}
std::span<const EventKey> AttributeKeys() {
  return kAttributeKeys;
}
const EventKey* FindAttributeKey(std::string_view key) {
  return kAttributeTable.Find(key);
}
const ItemKey* FindItemKey(std::string_view key) {
  return kClickstreamItemTable.Find(key);
}

}  // namespace millrace
