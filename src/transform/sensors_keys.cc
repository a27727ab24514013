#include "transform/sensors_keys.h"

#include "transform/key_table.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr SensorsKey kRecordKeys[] = {
    {"time", SensorsBind::kTime},
    {"type", SensorsBind::kType},
    {"distinct_id", SensorsBind::kId, SlotOf(E::user_pseudo_id)},
    {"anonymous_id", SensorsBind::kAnonymousId},
    {"event", SensorsBind::kText, SlotOf(E::event_name)},
    {"identities", SensorsBind::kIdentities},
    {"lib", SensorsBind::kLib},
    {"properties", SensorsBind::kProperties},
    {"items", SensorsBind::kItems},
};

constexpr SensorsKey kPropertyKeys[] = {
    {"$url", SensorsBind::kText, kSlotPageUrl},
    {"$title", SensorsBind::kText, kSlotPageTitle},
    {"$referrer", SensorsBind::kText, kSlotPageReferrer},
    {"$referrer_title", SensorsBind::kText, kSlotPageReferrerTitle},
    {"$city", SensorsBind::kText, SlotOf(E::geo_city)},
    {"$province", SensorsBind::kText, SlotOf(E::geo_region)},
    {"$country", SensorsBind::kText, SlotOf(E::geo_country)},
    {"$os", SensorsBind::kText, SlotOf(E::device_operating_system)},
    {"$os_version", SensorsBind::kText, SlotOf(E::device_operating_system_version)},
    {"$manufacturer", SensorsBind::kText, SlotOf(E::device_manufacturer)},
    {"$model", SensorsBind::kText, SlotOf(E::device_mobile_model_name)},
    {"$brand", SensorsBind::kText, SlotOf(E::device_mobile_brand_name)},
    {"$carrier", SensorsBind::kText, SlotOf(E::device_carrier)},
    {"$network_type", SensorsBind::kText, SlotOf(E::device_network_type)},
    {"$device_id", SensorsBind::kId, SlotOf(E::device_vendor_id)},
    {"$browser_language", SensorsBind::kText, SlotOf(E::device_system_language)},
    {"$app_name", SensorsBind::kText, SlotOf(E::app_title)},
    {"$screen_width", SensorsBind::kSize, SlotOf(E::device_screen_width)},
    {"$screen_height", SensorsBind::kSize, SlotOf(E::device_screen_height)},
    {"$timezone_offset", SensorsBind::kTimezone},
    {"$event_duration", SensorsBind::kDuration},
    {"$wifi", SensorsBind::kWifi},
    {"$is_first_time", SensorsBind::kFirstTime},
    {"$event_session_id", SensorsBind::kSessionId},
    {"$session_id", SensorsBind::kOtherSessionId},
    {"$user_id", SensorsBind::kChecked},
};

constexpr SensorsKey kLibKeys[] = {
    {"$lib", SensorsBind::kText, SlotOf(E::sdk_name)},
    {"$lib_version", SensorsBind::kText, SlotOf(E::sdk_version)},
    {"$app_version", SensorsBind::kText, SlotOf(E::app_version)},
};

constexpr SensorsKey kIdentityKeys[] = {
    {"$identity_android_id", SensorsBind::kAndroidId},
    {"$identity_login_id", SensorsBind::kLoginId},
};

constexpr ClientItemKey kSensorsItemKeys[] = {
    {"$item_id", ItemBind::kId, ItemColumn::item_id},
    {"$item_name", ItemBind::kText, ItemColumn::name},
    {"$price", ItemBind::kPrice},
    {"$region", ItemBind::kLost},
    {"$item_list_name", ItemBind::kLost},
};

const KeyTable<SensorsKey> kRecordTable{kRecordKeys};
const KeyTable<SensorsKey> kPropertyTable{kPropertyKeys};
const KeyTable<SensorsKey> kLibTable{kLibKeys};
const KeyTable<SensorsKey> kIdentityTable{kIdentityKeys};
const KeyTable<ClientItemKey> kSensorsItemTable{kSensorsItemKeys};

}  // namespace

const SensorsKey* FindSensorsRecordKey(std::string_view key) {
  return kRecordTable.Find(key);
}
const SensorsKey* FindSensorsPropertyKey(std::string_view key) {
  return kPropertyTable.Find(key);
}
const SensorsKey* FindSensorsLibKey(std::string_view key) {
  return kLibTable.Find(key);
}
const SensorsKey* FindSensorsIdentityKey(std::string_view key) {
  return kIdentityTable.Find(key);
}
std::span<const SensorsKey> SensorsPropertyKeys() {
  return kPropertyKeys;
}
std::span<const SensorsKey> SensorsLibKeys() {
  return kLibKeys;
}
const ClientItemKey* FindSensorsItemKey(std::string_view key) {
  return kSensorsItemTable.Find(key);
}

}  // namespace millrace
