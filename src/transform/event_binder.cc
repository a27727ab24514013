#include "transform/event_binder.h"

#include <algorithm>

#include "core/json_text.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

bool IsNumberText(std::string_view text) {
  return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

}  // namespace

error_code EventBinder::Bind(od::object object, EventRow& row, EventBundle& bundle) {
  Start(row, bundle);
  attribute_custom_.clear();
  attributes_bound_ = false;
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    const EventKey* known = nullptr;
    if (const error_code error = FindKey<FindEventKey>(field, key, known)) return error;
    Begin(key, {});
    od::value value = field.value();
    const error_code error = known ? BindKnown(*known, value) : AddCustom(key, value, row.custom);
    if (error) return error;
  }
  // Of equal names the attribute stands (transform-clickstream §9), behind the event's own keys.
  if (!row.custom.empty()) {
    for (const CustomParameter& attribute : attribute_custom_) {
      std::erase_if(row.custom, [&](const CustomParameter& own) {
        return own.key_hash == attribute.key_hash && own.key == attribute.key;
      });
    }
  }
  row.custom.insert(row.custom.end(), attribute_custom_.begin(), attribute_custom_.end());
  return SUCCESS;
}

error_code EventBinder::BindKnown(const EventKey& key, od::value& value) {
  EventRow& row = *row_;
  bool opened = false;
  switch (key.bind) {
    case Bind::kUser: {
      row.user_properties.clear();
      row.SetText(EventColumn::user_id, {});
      row.SetInt(EventColumn::user_first_touch_time_msec, std::nullopt);
      od::object object;
      const error_code error = Open(key.key, value, object, opened);
      return error || !opened ? error : BindUser(object);
    }
    case Bind::kAttributes: {
      row.has_attributes = false;
      attribute_custom_.clear();
      if (attributes_bound_) {
        for (const EventKey& attribute : AttributeKeys()) row.Unset(attribute.slot);
      }
      attributes_bound_ = true;
      od::object object;
      const error_code error = Open(key.key, value, object, opened);
      return error || !opened ? error : BindAttributes(object);
    }
    case Bind::kItems: {
      row.item_count = 0;
      row.items_without_id = 0;
      od::array array;
      const error_code error = Open(key.key, value, array, opened);
      if (error || !opened) return error;
      return ReadItems(array, [&](od::object object, ItemRow& item) { return BindItem(object, item); });
    }
    default:
      break;
  }

  JsonScalar scalar;
  if (const error_code error = ReadScalar(value, bundle_->arena, scratch_, scalar)) return error;
  const bool container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
  if (container) {
    // Read for its syntax only; no scalar field takes it.
    scratch_.clear();
    if (const error_code error = AppendCompactJson(value, scratch_)) return error;
  }
  bool ok = true;
  switch (key.bind) {
    case Bind::kText:
      if (container) Bad(key.key, "a text", scalar);
      row.SetText(key.slot, scalar.text);
      break;
    case Bind::kSafeLong:
      row.SetInt(key.slot, SafeLong(scalar));
      break;
    case Bind::kSafeBool: {
      const auto flag = SafeBool(scalar);
      row.SetInt(key.slot, flag ? std::optional<int64_t>(*flag) : std::nullopt);
      break;
    }
    case Bind::kPlainLong:
      row.SetInt(key.slot, PlainLong(scalar, ok));
      if (!ok) Bad(key.key, "an integer", scalar);
      break;
    case Bind::kPlainDouble:
      row.SetDouble(key.slot, PlainDouble(scalar, ok));
      if (!ok) Bad(key.key, "a number", scalar);
      break;
    case Bind::kTypedInt:
    case Bind::kTypedLong: {
      const auto number = scalar.kind == JsonKind::kInteger ? IntegerOf(scalar) : std::nullopt;
      if (!number && scalar.kind != JsonKind::kNull) Lenient(key.key);
      if (key.bind == Bind::kTypedLong) {
        row.SetInt(key.slot, number);
      } else {
        const auto narrow = number ? SafeInt(scalar) : std::nullopt;
        row.SetInt(key.slot, narrow ? std::optional<int64_t>(*narrow) : std::nullopt);
      }
      break;
    }
    case Bind::kTypedDouble: {
      const bool number = scalar.kind == JsonKind::kInteger || scalar.kind == JsonKind::kReal ||
                          (scalar.kind == JsonKind::kString && IsNumberText(scalar.text));
      if (!number && scalar.kind != JsonKind::kNull) Lenient(key.key);
      row.SetDouble(key.slot, number ? PlainDouble(scalar, ok) : std::nullopt);
      break;
    }
    case Bind::kTimestamp: {
      const auto number = scalar.kind == JsonKind::kInteger ? IntegerOf(scalar) : std::nullopt;
      if (!number && scalar.kind != JsonKind::kNull) Bad(key.key, "an integer", scalar);
      row.SetInt(key.slot, number);
      break;
    }
    case Bind::kUser:
    case Bind::kAttributes:
    case Bind::kItems:
      break;
  }
  return SUCCESS;
}

error_code EventBinder::BindAttributes(od::object object) {
  row_->has_attributes = true;
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    const EventKey* known = nullptr;
    if (const error_code error = FindKey<FindAttributeKey>(field, key, known)) return error;
    Begin(key_, key);
    od::value value = field.value();
    const error_code error = known ? BindKnown(*known, value) : AddCustom(key, value, attribute_custom_);
    if (error) return error;
  }
  return SUCCESS;
}

error_code EventBinder::BindItem(od::object object, ItemRow& item) {
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    const ItemKey* known = nullptr;
    if (const error_code error = FindKey<FindItemKey>(field, key, known)) return error;
    od::value value = field.value();
    if (known == nullptr) {
      if (const error_code error = AddCustom(key, value, item.custom)) return error;
      continue;
    }
    JsonScalar scalar;
    if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
    const bool container = scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray;
    switch (known->column) {
      case ItemColumn::price:
        item.price = SafeDouble(scalar);
        break;
      case ItemColumn::quantity:
        item.quantity = SafeDouble(scalar);
        break;
      default:
        if (container) Bad(key, "a text", scalar);
        item.text[static_cast<size_t>(known->column)] =
            scalar.kind == JsonKind::kNull ? NullableText() : NullableText(scalar.text);
    }
  }
  FinishCustom(item, bundle_->arena, scratch_);
  return SUCCESS;
}

void EventBinder::Lenient(std::string_view key) {
  bundle_->lenient_fields.push_back(key);
}

}  // namespace millrace
