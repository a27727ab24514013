#include "transform/gtm_keys.h"

#include "transform/key_table.h"

namespace millrace {
namespace {

using E = EventColumn;

constexpr FixedField kBrandFields[] = {{"brand", FixedKind::kText}, {"version", FixedKind::kText}};
constexpr FixedShape kBrand{kBrandFields, false};

constexpr FixedField kClientHintFields[] = {{"architecture", FixedKind::kText},
                                            {"bitness", FixedKind::kText},
                                            {"full_version_list", FixedKind::kObjects, &kBrand},
                                            {"mobile", FixedKind::kFlag},
                                            {"model", FixedKind::kText},
                                            {"platform", FixedKind::kText},
                                            {"platform_version", FixedKind::kText},
                                            {"wow64", FixedKind::kFlag},
                                            {"brands", FixedKind::kObjects, &kBrand}};

constexpr FixedField kLocationFields[] = {{"region", FixedKind::kText}, {"country", FixedKind::kText}};

constexpr FixedField kSystemFields[] = {{"dbg", FixedKind::kText},
                                        {"fid", FixedKind::kText},
                                        {"ee", FixedKind::kFlag},
                                        {"fv", FixedKind::kText},
                                        {"ss", FixedKind::kText}};

constexpr FixedField kGrantedFields[] = {{"ad_storage", FixedKind::kFlag},
                                         {"analytics_storage", FixedKind::kFlag},
                                         {"ad_user_data", FixedKind::kFlag},
                                         {"ad_personalization", FixedKind::kFlag}};
constexpr FixedShape kGranted{kGrantedFields, false};
constexpr FixedField kConsentFields[] = {{"consentGrantedState", FixedKind::kObject, &kGranted},
                                         {"isUpdate", FixedKind::kFlag},
                                         {"updateType", FixedKind::kText}};
constexpr FixedShape kConsent{kConsentFields, false};
constexpr FixedField kServerFields[] = {{"uc", FixedKind::kText},
                                        {"ngs", FixedKind::kText},
                                        {"gse", FixedKind::kText},
                                        {"gcd", FixedKind::kText},
                                        {"tft", FixedKind::kCount},
                                        {"consent", FixedKind::kObject, &kConsent},
                                        {"request_start_time_ms", FixedKind::kLong}};

constexpr FixedField kUserFields[] = {{"_user_id", FixedKind::kId},   {"username", FixedKind::kText},
                                      {"email", FixedKind::kText},    {"firstName", FixedKind::kText},
                                      {"lastName", FixedKind::kText}, {"gender", FixedKind::kText},
                                      {"age", FixedKind::kSafeInt},   {"persona", FixedKind::kText}};

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
constexpr ClientItemKey kGtmItemKeys[] = {
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
const KeyTable<ClientItemKey> kGtmItemTable{kGtmItemKeys};

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
  return kGtmItemTable.Find(key);
}

}  // namespace millrace
