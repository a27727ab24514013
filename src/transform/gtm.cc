#include "transform/gtm.h"

#include <simdjson.h>

#include "transform/element_transformer.h"
#include "transform/foreign_event.h"
#include "transform/gtm_binder.h"
#include "transform/user_properties.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using E = EventColumn;

// Client hints override the result of the user agent (difference 9).
constexpr E kGtmEventWins[] = {E::device_ua_browser, E::device_ua_browser_version, E::device_ua_os,
                               E::device_ua_os_version};
// The inputs of SetDevice and SetPlace, as AddKnownCustom stores them.
constexpr std::string_view kStoredHints[] = {"ip_override", "client_hints", "event_location", "x-sst-system_properties",
                                             "x-ga-ur"};
constexpr ClientTraits kGtmTraits{.name = kClientGtm,
                                  .payload_form = PayloadForm::kJson,
                                  .events_bring_agent = true,
                                  .events_bring_enrichment = true,
                                  .event_wins = kGtmEventWins,
                                  .stored_hints = {R"({"event_name":"stored","client_id":"stored")", kStoredHints},
                                  .events_tell_source = false,
                                  .keeps_source_ip = false,
                                  .every_event_tells_user = true};

bool IsFalse(std::string_view text) {
  return text.size() == 5 && (text[0] | 32) == 'f' && (text[1] | 32) == 'a' && (text[2] | 32) == 'l' &&
         (text[3] | 32) == 's' && (text[4] | 32) == 'e';
}

// Keeps only letters, digits and `_`.
std::string_view OnlyWordCharacters(std::string_view text, Arena& arena, std::string& scratch) {
  scratch.clear();
  for (const char c : text) {
    if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') scratch += c;
  }
  return arena.Copy(scratch);
}

// An empty hint counts as missing.
NullableText NotEmpty(NullableText text) {
  return text.empty() ? NullableText() : text;
}

class GtmTransformer final : public ElementTransformer<GtmBinder> {
 public:
  explicit GtmTransformer(const TransformOptions& options) : ElementTransformer(kGtmTraits, options) {}

 private:
  error_code BindObject(od::object object, EventRow& event, EventBundle& bundle) override;
  void Check(EventRow& event);
  void SetId(const RawRow& row, EventRow& event, EventBundle& bundle);
  void SetDevice(EventRow& event, EventBundle& bundle);
  void SetPlace(EventRow& event, EventBundle& bundle);
  void SetUser(const RawRow& row, EventRow& event, EventBundle& bundle);
  void Derive(EventRow& event, EventBundle& bundle);
};

error_code GtmTransformer::BindObject(od::object object, EventRow& event, EventBundle& bundle) {
  const RawRow& row = request();
  if (const error_code error = binder_.Bind(object, event, bundle)) return error;
  if (!TakeAppOfRow(row, apps_, event)) return SUCCESS;
  Check(event);
  if (event.reject) return SUCCESS;

  SetTimes(event, *row.ingest_time, row);
  Rename(event, CommonEventName(event.Text(E::event_name)), bundle);
  SetId(row, event, bundle);
  event.has_attributes = true;
  DerivePage(event, bundle.arena, derive_scratch_);
  SetDevice(event, bundle);
  SetPlace(event, bundle);
  SetUser(row, event, bundle);
  NullableText ip = event.ip;
  if (options_.hide_ip && ip.data() != nullptr) {
    ip = options_.hide_ip(ip, scratch_);
    if (ip.data() != nullptr) ip = bundle.arena.Copy(ip);
  }
  binder_.AddKnownCustom(ip);
  FinishCustom(event, bundle, scratch_);
  Derive(event, bundle);
  return SUCCESS;
}

// The order of §1: wrong types, then the name, then errors that are found only when values are converted.
void GtmTransformer::Check(EventRow& event) {
  using Fault = GtmBinder::Fault;
  if (const std::string_view bad = binder_.bad(Fault::kType); !bad.empty()) {
    event.Reject(RejectReason::bad_event, std::string(bad));
  } else if (event.Text(E::event_name).empty()) {
    event.Reject(RejectReason::missing_name, "event_name is missing or empty");
  } else if (const std::string_view fault = binder_.bad(Fault::kConversion); !fault.empty()) {
    event.Reject(RejectReason::bad_event, std::string(fault));
  } else if (!event.Has(E::user_pseudo_id)) {
    event.Reject(RejectReason::missing_user, "client_id is missing");
  }
}

void GtmTransformer::SetId(const RawRow& row, EventRow& event, EventBundle& bundle) {
  const NullableText session = event.Text(E::session_id);
  const auto number = event.Int(E::session_number);
  BeginEventId(row, bundle, scratch_);
  scratch_.append(session.data() == nullptr ? std::string_view("null") : session);
  scratch_.append("-").append(number ? std::to_string(*number) : "x");
  event.SetText(E::event_id, bundle.arena.Copy(scratch_));
}

void GtmTransformer::SetDevice(EventRow& event, EventBundle& bundle) {
  event.SetText(E::platform, "Web");
  const FixedObject& hints = binder_.client_hints();
  if (!hints.present) return;
  const auto& value = hints.values;
  const FixedValue& brands = value[client_hints::kBrands];
  const FixedValue& versions = value[client_hints::kFullVersionList];
  const NullableText platform = value[client_hints::kPlatform].text;
  const NullableText platform_version = value[client_hints::kPlatformVersion].text;
  if (brands.has_elements) {
    event.SetText(E::device_mobile_brand_name, brands.first[0]);
    event.SetText(E::device_mobile_model_name, value[client_hints::kModel].text);
  }
  event.SetText(E::device_operating_system, platform);
  event.SetText(E::device_operating_system_version, platform_version);
  if (versions.has_elements) {
    event.SetText(E::device_ua_browser, NotEmpty(versions.last[0]));
    event.SetText(E::device_ua_browser_version, NotEmpty(versions.last[1]));
    event.SetText(E::device_ua_os, NotEmpty(platform));
    event.SetText(E::device_ua_os_version, NotEmpty(platform_version));
    bundle.Tell({"client_hints supply browser and operating system and override the user agent"});
  }
  if (platform.data() != nullptr) {
    event.SetText(E::platform, OnlyWordCharacters(platform, bundle.arena, scratch_));
    bundle.Tell({"platform is client_hints.platform, letters, digits and _ only"});
  } else if (value[client_hints::kMobile].integer.value_or(0) != 0) {
    event.SetText(E::platform, "Mobile");
    bundle.Tell({"platform is Mobile because of client_hints.mobile"});
  }
}

void GtmTransformer::SetPlace(EventRow& event, EventBundle& bundle) {
  const FixedObject& location = binder_.event_location();
  if (location.present) {
    event.SetText(E::geo_country, location.values[event_location::kCountry].text);
    event.SetText(E::geo_region, location.values[event_location::kRegion].text);
    bundle.Tell({"event_location supplies country and region where the address does not"});
  } else {
    event.SetText(E::geo_country, binder_.server_properties().values[server_properties::kCountry].text);
    if (event.Has(E::geo_country)) {
      bundle.Tell({"x-sst-system_properties.uc supplies the country where the address does not"});
    }
  }
  if (!event.Has(E::geo_region)) event.SetText(E::geo_region, binder_.region());
}

// §5. The start of the session needs no clock correction, because it is the server's time.
void GtmTransformer::SetUser(const RawRow& row, EventRow& event, EventBundle& bundle) {
  const auto start = binder_.server_properties().values[server_properties::kRequestStart].integer;
  event.SetInt(E::session_start_time_msec, start);
  event.SetInt(kSlotFirstTouch, start.value_or(0) > 0 ? *start : *row.ingest_time);
  const FixedObject& user = binder_.user();
  if (!user.present) return;
  static constexpr std::string_view kNames[] = {"user_id",  "username", "email", "firstName",
                                                "lastName", "gender",   "age",   "persona"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    UserProperty property{kNames[i], user.values[i].text, TypeTag::kString, std::nullopt};
    if (i == gtm_user::kAge) {
      property.type = TypeTag::kNumber;
      if (const auto age = user.values[i].integer) property.value = bundle.arena.Copy(std::to_string(*age));
    }
    event.user_properties.Put(property);
  }
  for (const CustomParameter& other : user.unknown) {
    event.user_properties.Put({other.key, other.value, other.type, std::nullopt});
  }
  FinishProperties(event, bundle, scratch_);
}

// §3; an empty `fv` is not a first visit (difference 11).
void GtmTransformer::Derive(EventRow& event, EventBundle& bundle) {
  const auto& value = binder_.system_properties().values;
  const std::string_view first = value[system_properties::kFirstVisit].text;
  if (!first.empty() && first != "0" && !IsFalse(first)) {
    AddDerived(event, "-first-open", "_first_open", bundle, scratch_);
    bundle.Tell({"_first_open is derived: x-ga-system_properties.fv is ", first});
  }
  if (value[system_properties::kSessionStart].text == "1") {
    AddDerived(event, "-session-start", "_session_start", bundle, scratch_);
    bundle.Tell({"_session_start is derived: x-ga-system_properties.ss is 1"});
  }
}

}  // namespace

std::unique_ptr<Transformer> MakeGtmTransformer(const TransformOptions& options) {
  return std::make_unique<GtmTransformer>(options);
}

}  // namespace millrace
