#include "transform/gtm_binder.h"

namespace millrace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;
using E = EventColumn;

error_code GtmBinder::Bind(od::object object, EventRow& row, EventBundle& bundle) {
  Start(row, bundle);
  screen_resolution_ = {};
  region_ = {};
  for (FixedObject* fixed : {&client_hints_, &event_location_, &system_, &server_, &user_}) fixed->Clear();
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    const GtmKey* known = nullptr;
    if (const error_code error = FindKey<FindGtmKey>(field, key, known)) return error;
    Begin(key, {});
    od::value value = field.value();
    const error_code error = known ? BindKnown(*known, value) : AddCustom(key, value, row.custom);
    if (error) return error;
  }
  // The currency of the event is that of its items.
  row.items.SetAll(ItemColumn::currency, row.Text(E::event_value_currency));
  return SUCCESS;
}

error_code GtmBinder::BindKnown(const GtmKey& key, od::value& value) {
  switch (key.bind) {
    case GtmBind::kClientHints:
      return BindFixed(key.key, value, kClientHintsShape, client_hints_);
    case GtmBind::kLocation:
      return BindFixed(key.key, value, kLocationShape, event_location_);
    case GtmBind::kSystem:
      return BindFixed(key.key, value, kSystemShape, system_);
    case GtmBind::kServer:
      return BindFixed(key.key, value, kServerShape, server_);
    case GtmBind::kUser:
      return BindFixed(key.key, value, kUserShape, user_);
    case GtmBind::kItems:
      return BindItems(key.key, value, FindGtmItemKey);
    default:
      break;
  }
  JsonScalar scalar;
  if (const error_code error = ReadField(value, scalar)) return error;
  switch (key.bind) {
    case GtmBind::kText:
      row_->SetText(key.slot, TextOf(key.key, scalar));
      break;
    case GtmBind::kId:
      row_->SetText(key.slot, IdOf(key.key, scalar));
      break;
    case GtmBind::kPlainDouble:
      row_->SetDouble(key.slot, DoubleOf(key.key, scalar));
      break;
    case GtmBind::kPlainLong:
      row_->SetInt(key.slot, LongOf(key.key, scalar));
      break;
    case GtmBind::kSafeLong: {
      const auto number = SafeLong(scalar);
      if (!number && IsNumber(scalar)) Odd(key.key);
      row_->SetInt(key.slot, number);
      break;
    }
    case GtmBind::kIp:
      row_->ip = TextOf(key.key, scalar);
      break;
    case GtmBind::kUserAgent:
      row_->user_agent = TextOf(key.key, scalar);
      break;
    case GtmBind::kScreen:
      SetScreen(key.key, scalar);
      break;
    default:
      region_ = TextOf(key.key, scalar);
  }
  return SUCCESS;
}

// Splits `390x844` into two columns; empty parts at the end are ignored. A part that is not a size becomes null and is
// counted.
void GtmBinder::SetScreen(std::string_view key, const JsonScalar& scalar) {
  const bool is_container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
  screen_resolution_ = scalar.kind == JsonKind::kNull || is_container ? NullableText() : scalar.text;
  row_->Unset(SlotOf(E::device_screen_width));
  row_->Unset(SlotOf(E::device_screen_height));
  std::string_view text = screen_resolution_;
  while (text.ends_with('x')) text.remove_suffix(1);
  const size_t x = text.find('x');
  if (x == std::string_view::npos || text.find('x', x + 1) != std::string_view::npos) {
    if (is_container || !screen_resolution_.empty()) Odd(key);
    return;
  }
  if (x == 0) Odd(key);
  row_->SetInt(E::device_screen_width, SizeOrOdd(key, {JsonKind::kString, text.substr(0, x)}, true));
  row_->SetInt(E::device_screen_height, SizeOrOdd(key, {JsonKind::kString, text.substr(x + 1)}, true));
}

void GtmBinder::AddKnownCustom(NullableText ip) {
  CustomParameters& custom = row_->custom;
  PutCustom(custom, "client_id", row_->Text(E::user_pseudo_id), TypeTag::kString);
  PutCustom(custom, "ip_override", ip, TypeTag::kString);
  PutCustom(custom, "screen_resolution", screen_resolution_, TypeTag::kString);
  PutCustom(custom, "user_agent", row_->user_agent, TypeTag::kString);
  if (region_.data() != nullptr) PutCustom(custom, "x-ga-ur", region_, TypeTag::kString);
  const auto add = [&](std::string_view key, const FixedShape& shape, const FixedObject& object) {
    if (object.present) PutCustom(custom, key, FixedJson(shape, object), TypeTag::kObject);
  };
  add("client_hints", kClientHintsShape, client_hints_);
  add("event_location", kLocationShape, event_location_);
  add("x-ga-system_properties", kSystemShape, system_);
  add("x-sst-system_properties", kServerShape, server_);
  add("x-ga-mp2-user_properties", kUserShape, user_);
}

}  // namespace millrace
