#include "transform/sensors_binder.h"

#include <cmath>
#include <limits>

#include "transform/user_properties.h"

namespace millrace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using E = EventColumn;

namespace {

bool IsFlag(const JsonScalar& scalar) {
  const bool is_text = scalar.kind == JsonKind::kBool || scalar.kind == JsonKind::kString;
  return is_text && (scalar.text == "true" || scalar.text == "false");
}

}  // namespace

error_code SensorsBinder::Bind(od::object object, EventRow& row, EventBundle& bundle) {
  Start(row, bundle);
  type_ = anonymous_id_ = android_id_ = login_id_ = session_id_ = other_session_id_ = {};
  time_.reset();
  has_identities_ = has_lib_ = has_properties_ = wifi_ = first_time_ = odd_timezone_ = odd_duration_ = false;
  for (auto* custom : {&record_custom_, &property_custom_, &lib_custom_, &properties_}) custom->clear();
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    const SensorsKey* known = nullptr;
    if (const error_code error = FindKey<FindSensorsRecordKey>(field, key, known)) return error;
    Begin(key, {});
    od::value value = field.value();
    const error_code error = known ? BindKnown(*known, value) : AddCustom(key, value, record_custom_);
    if (error) return error;
  }
  return SUCCESS;
}

error_code SensorsBinder::BindKnown(const SensorsKey& key, od::value& value) {
  switch (key.bind) {
    case SensorsBind::kProperties:
      // A duplicate replaces the first one completely.
      for (const SensorsKey& property : SensorsPropertyKeys()) {
        if (property.slot != kSlotCount) row_->Unset(property.slot);
      }
      row_->SetInt(E::device_time_zone_offset_seconds, std::nullopt);
      row_->SetInt(E::user_engagement_time_msec, std::nullopt);
      wifi_ = first_time_ = odd_timezone_ = odd_duration_ = false;
      session_id_ = other_session_id_ = {};
      properties_.clear();
      return BindObject<FindSensorsPropertyKey>(key, value, has_properties_, property_custom_);
    case SensorsBind::kLib:
      for (const SensorsKey& part : SensorsLibKeys()) row_->Unset(part.slot);
      return BindObject<FindSensorsLibKey>(key, value, has_lib_, lib_custom_);
    case SensorsBind::kIdentities:
      android_id_ = login_id_ = {};
      return BindObject<FindSensorsIdentityKey>(key, value, has_identities_, identity_custom_);
    case SensorsBind::kItems:
      return BindItems(key.key, value, FindSensorsItemKey);
    default:
      break;
  }
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
  BindScalar(key, scalar);
  // The kind of record is kept, like any key without a column.
  if (key.bind == SensorsBind::kType) PutCustom(record_custom_, key.key, scalar.text, TagOf(scalar.kind));
  return SUCCESS;
}

template <auto kFind>
error_code SensorsBinder::BindObject(const SensorsKey& key, od::value& value, bool& present,
                                     CustomParameters& unknown) {
  unknown.clear();
  od::object object;
  if (const error_code error = Open(key.key, value, object, present)) return error;
  if (!present) return SUCCESS;
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view name;
    const SensorsKey* known = nullptr;
    if (const error_code error = FindKey<kFind>(field, name, known)) return error;
    Begin(key.key, name);
    od::value part = field.value();
    JsonScalar scalar;
    if (const error_code error = ReadAnyText(part, bundle_->arena, scratch_, scalar)) return error;
    if (key.bind == SensorsBind::kProperties) PutCustom(properties_, name, scalar.text, TagOf(scalar.kind));
    if (known != nullptr) {
      BindScalar(*known, scalar);
    } else {
      PutCustom(unknown, name, scalar.text, TagOf(scalar.kind));
    }
  }
  return SUCCESS;
}

void SensorsBinder::BindScalar(const SensorsKey& key, const JsonScalar& scalar) {
  switch (key.bind) {
    case SensorsBind::kText:
      row_->SetText(key.slot, TextOf(key.key, scalar));
      break;
    case SensorsBind::kId:
      row_->SetText(key.slot, IdOf(key.key, scalar));
      break;
    case SensorsBind::kSize:
      row_->SetInt(key.slot, SizeOrOdd(key.key, scalar, true));
      break;
    case SensorsBind::kTimezone: {
      bool ok = true;
      const int64_t minutes = PlainLong(scalar, ok).value_or(0);
      constexpr int64_t kMost = std::numeric_limits<int32_t>::max() / 60;
      odd_timezone_ = !ok || minutes > kMost || minutes < -kMost;
      if (odd_timezone_) Odd(key.key);
      row_->SetInt(E::device_time_zone_offset_seconds, odd_timezone_ ? std::nullopt : std::optional(minutes * -60));
      break;
    }
    case SensorsBind::kDuration: {
      const auto seconds = DoubleOf(key.key, scalar);
      const double milliseconds = seconds.value_or(0) * 1000;
      const bool fits = std::abs(milliseconds) < 0x1p63;
      odd_duration_ = !fits || (!seconds && IsBeyondLong(scalar));
      if (!fits) Odd(key.key);
      row_->SetInt(E::user_engagement_time_msec,
                   odd_duration_ ? std::nullopt : std::optional(std::llround(milliseconds)));
      break;
    }
    case SensorsBind::kTime:
      time_ = LongOf(key.key, scalar);
      break;
    case SensorsBind::kType:
      type_ = scalar.kind == JsonKind::kString ? scalar.text : NullableText();
      break;
    case SensorsBind::kAnonymousId:
      anonymous_id_ = IdOf(key.key, scalar);
      break;
    case SensorsBind::kAndroidId:
      android_id_ = IdOf(key.key, scalar);
      break;
    case SensorsBind::kLoginId:
      login_id_ = IdOf(key.key, scalar);
      break;
    case SensorsBind::kWifi:
      wifi_ = scalar.text == "true";
      if (scalar.kind != JsonKind::kNull && !IsFlag(scalar)) Odd(key.key);
      break;
    case SensorsBind::kFirstTime:
      first_time_ = FlagOf(key.key, scalar);
      break;
    case SensorsBind::kSessionId:
      session_id_ = IdOf(key.key, scalar);
      break;
    case SensorsBind::kOtherSessionId:
      other_session_id_ = IdOf(key.key, scalar);
      break;
    default:
      TextOf(key.key, scalar);
  }
}

bool SensorsBinder::FlagOf(std::string_view key, const JsonScalar& scalar) {
  if (scalar.kind == JsonKind::kNull) return false;
  if (!IsFlag(scalar)) Bad(key, "true or false", scalar);
  return scalar.text == "true";
}

void SensorsBinder::AddCustoms() {
  CustomParameters& custom = row_->custom;
  for (const auto* from : {&record_custom_, &property_custom_, &lib_custom_}) {
    for (const CustomParameter& parameter : *from) PutCustom(custom, parameter);
  }
  if (has_identities_) {
    PutCustom(custom, "$identity_android_id", android_id_, TypeTag::kString);
    PutCustom(custom, "$identity_login_id", login_id_, TypeTag::kString);
  }
  PutCustom(custom, "$time", bundle_->arena.Copy(std::to_string(time_.value_or(0))), TypeTag::kNumber);
  PutCustom(custom, "$distinct_id", distinct_id(), TypeTag::kString);
  PutCustom(custom, "$anonymous_id", anonymous_id_, TypeTag::kString);
}

void SensorsBinder::AddProperties(bool profile) {
  for (const CustomParameter& property : profile ? properties_ : property_custom_) {
    if (!profile && property.key.find("user") == std::string_view::npos) continue;
    row_->user_properties.Put({property.key, property.value, property.type, std::nullopt});
  }
}

}  // namespace millrace
