#include "transform/gtm_keys.h"

#include "transform/key_table.h"

namespace millrace {
namespace {

using E = EventColumn;
using enum FixedKind;

constexpr FixedField kBrandFields[] = {{"brand", kText}, {"version", kText}};
constexpr FixedShape kBrand{kBrandFields, false};

constexpr FixedField kClientHintFields[] = {
    {"architecture", kText},     {"bitness", kText}, {"full_version_list", kObjects, &kBrand},
    {"mobile", kFlag},           {"model", kText},   {"platform", kText},
    {"platform_version", kText}, {"wow64", kFlag},   {"brands", kObjects, &kBrand}};

constexpr FixedField kLocationFields[] = {{"region", kText}, {"country", kText}};

constexpr FixedField kSystemFields[] = {{"dbg", kText}, {"fid", kText}, {"ee", kFlag}, {"fv", kText}, {"ss", kText}};

constexpr FixedField kGrantedFields[] = {
    {"ad_storage", kFlag}, {"analytics_storage", kFlag}, {"ad_user_data", kFlag}, {"ad_personalization", kFlag}};
constexpr FixedShape kGranted{kGrantedFields, false};
constexpr FixedField kConsentFields[] = {
    {"consentGrantedState", kObject, &kGranted}, {"isUpdate", kFlag}, {"updateType", kText}};
constexpr FixedShape kConsent{kConsentFields, false};
constexpr FixedField kServerFields[] = {{"uc", kText},
                                        {"ngs", kText},
                                        {"gse", kText},
                                        {"gcd", kText},
                                        {"tft", kCount},
                                        {"consent", kObject, &kConsent},
                                        {"request_start_time_ms", kLong}};

constexpr FixedField kUserFields[] = {{"_user_id", kId},   {"username", kText}, {"email", kText},  {"firstName", kText},
                                      {"lastName", kText}, {"gender", kText},   {"age", kSafeInt}, {"persona", kText}};

// The places in the header.
static_assert(kClientHintFields[client_hints::kFullVersionList].key == "full_version_list" &&
              kClientHintFields[client_hints::kMobile].key == "mobile" &&
              kClientHintFields[client_hints::kPlatformVersion].key == "platform_version" &&
              kClientHintFields[client_hints::kBrands].key == "brands" &&
              kLocationFields[event_location::kCountry].key == "country" &&
              kSystemFields[system_properties::kFirstVisit].key == "fv" &&
              kServerFields[server_properties::kRequestStart].key == "request_start_time_ms" &&
              kUserFields[gtm_user::kPersona].key == "persona");

constexpr GtmKey kKeys[] = {
    {"event_name", GtmBind::kText, SlotOf(E::event_name)},
    {"client_id", GtmBind::kId, SlotOf(E::user_pseudo_id)},
    {"user_id", GtmBind::kId, SlotOf(E::user_id)},
    {"currency", GtmBind::kText, SlotOf(E::event_value_currency)},
    {"language", GtmBind::kText, SlotOf(E::device_system_language)},
    {"ga_session_id", GtmBind::kId, SlotOf(E::session_id)},
    {"page_location", GtmBind::kText, kSlotPageUrl},
    {"page_referrer", GtmBind::kText, kSlotPageReferrer},
    {"page_title", GtmBind::kText, kSlotPageTitle},
    {"value", GtmBind::kPlainDouble, SlotOf(E::event_value)},
    {"engagement_time_msec", GtmBind::kPlainLong, SlotOf(E::user_engagement_time_msec)},
    {"ga_session_number", GtmBind::kSafeLong, SlotOf(E::session_number)},
    {"ip_override", GtmBind::kIp},
    {"user_agent", GtmBind::kUserAgent},
    {"screen_resolution", GtmBind::kScreen},
    {"x-ga-ur", GtmBind::kRegion},
    {"client_hints", GtmBind::kClientHints},
    {"event_location", GtmBind::kLocation},
    {"x-ga-system_properties", GtmBind::kSystem},
    {"x-sst-system_properties", GtmBind::kServer},
    {"x-ga-mp2-user_properties", GtmBind::kUser},
    {"items", GtmBind::kItems},
};

using I = ItemColumn;
constexpr ClientItemKey kItemKeys[] = {
    {"item_id", ItemBind::kId, I::item_id},
    {"item_name", ItemBind::kText, I::name},
    {"price", ItemBind::kPrice},
    {"item_brand", ItemBind::kMapped, I::brand},
    {"brand", ItemBind::kMapped, I::brand},
    {"quantity", ItemBind::kQuantity},
    {"item_category", ItemBind::kMapped, I::category},
    {"category", ItemBind::kMapped, I::category},
    {"item_category2", ItemBind::kMapped, I::category2},
    {"item_category3", ItemBind::kMapped, I::category3},
    {"item_category4", ItemBind::kMapped, I::category4},
    {"item_category5", ItemBind::kMapped, I::category5},
    {"creative_name", ItemBind::kMapped, I::creative_name},
    {"creative_slot", ItemBind::kMapped, I::creative_slot},
    {"location_id", ItemBind::kMapped, I::location_id},
};

const KeyTable<GtmKey> kTable{kKeys};
const KeyTable<ClientItemKey> kItemTable{kItemKeys};

}  // namespace

const FixedShape kClientHintsShape{kClientHintFields, true};
const FixedShape kLocationShape{kLocationFields, false};
const FixedShape kSystemShape{kSystemFields, true};
const FixedShape kServerShape{kServerFields, true};
const FixedShape kUserShape{kUserFields, true};

const GtmKey* FindGtmKey(std::string_view key) {
  return kTable.Find(key);
}
const ClientItemKey* FindGtmItemKey(std::string_view key) {
  return kItemTable.Find(key);
}

}  // namespace millrace
