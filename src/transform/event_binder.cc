#include "transform/event_binder.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/json_text.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

std::string_view KindName(const JsonScalar& value) {
  switch (value.kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kString:
      return "the string ";
    case JsonKind::kInteger:
    case JsonKind::kReal:
      return "the number ";
    case JsonKind::kBool:
      return "the boolean ";
    case JsonKind::kObject:
      return "an object";
    case JsonKind::kArray:
      return "an array";
  }
  return "";
}

bool IsNumberText(std::string_view text) {
  return text == "NaN" || text == "Infinity" || text == "-Infinity";
}

}  // namespace

template <auto kFind, typename Rule>
error_code EventBinder::FindKey(od::field& field, std::string_view& key, const Rule*& known) {
  // No known key needs an escape, so most keys are found before they are looked at for one.
  key = field.escaped_key();
  known = kFind(key);
  if (known != nullptr) return SUCCESS;
  const char* const sent = key.data();
  if (const error_code error = ReadKey(field, bundle_->arena, scratch_, key)) return error;
  if (key.data() != sent) known = kFind(key);
  return SUCCESS;
}

error_code EventBinder::Bind(od::object object, EventRow& row, EventBundle& bundle) {
  row_ = &row;
  bundle_ = &bundle;
  bad_.clear();
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
      return error || !opened ? error : BindItems(array);
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

error_code EventBinder::BindItems(od::array array) {
  EventRow& row = *row_;
  for (auto element : array) {
    if (const error_code error = element.error()) return error;
    od::value value = element.value_unsafe();
    od::object object;
    bool opened = false;
    if (const error_code error = Open("items", value, object, opened)) return error;
    if (!opened) {
      Bad("items", "an object for each element", {}, Fault::kConversion);
      continue;
    }
    if (row.item_count == row.items.size()) row.items.emplace_back();
    ItemRow& item = row.items[row.item_count];
    item.Clear();
    if (const error_code error = BindItem(object, item)) return error;
    if (item.text[static_cast<size_t>(ItemColumn::item_id)].empty()) {
      ++row.items_without_id;
    } else {
      ++row.item_count;
    }
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
  if (!item.custom.empty()) {
    scratch_.clear();
    AppendCustomJson(
        item.custom,
        TableOf(TableId::kItem).columns[static_cast<size_t>(ItemColumn::custom_parameters_json_str)].max_bytes,
        scratch_);
    item.custom_json = bundle_->arena.Copy(scratch_);
  }
  return SUCCESS;
}

error_code EventBinder::AddCustom(std::string_view key, od::value& value, std::vector<CustomParameter>& to) {
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
  PutCustom(to, key, scalar.text, TagOf(scalar.kind));
  return SUCCESS;
}

template <typename Container>
error_code EventBinder::Open(std::string_view key, od::value& value, Container& container, bool& opened) {
  opened = false;
  constexpr bool kObject = std::is_same_v<Container, od::object>;
  od::json_type type;
  if (const error_code error = value.type().get(type)) return error;
  if (type == (kObject ? od::json_type::object : od::json_type::array)) {
    opened = true;
    return value.get(container);
  }
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
  if (scalar.kind != JsonKind::kNull) Bad(key, kObject ? "an object" : "an array", scalar);
  return SUCCESS;
}

void EventBinder::Bad(std::string_view key, std::string_view needed, const JsonScalar& found, Fault fault) {
  std::string& text = bad_.emplace_back(BadField{key_, part_, fault, {}}).text;
  text.append(key).append(": ").append(needed).append(" is needed, found ").append(KindName(found));
  if (found.kind != JsonKind::kNull && found.kind != JsonKind::kObject && found.kind != JsonKind::kArray) {
    text.append(found.text.substr(0, 100));
  }
}

void EventBinder::Begin(std::string_view key, std::string_view part) {
  key_ = key;
  part_ = part;
  if (bad_.empty()) return;
  std::erase_if(bad_, [&](const BadField& field) { return field.key == key && (part.empty() || field.part == part); });
}

std::string_view EventBinder::bad(Fault fault) const {
  for (const BadField& field : bad_) {
    if (field.fault == fault) return field.text;
  }
  return {};
}

bool EventBinder::IsBad(std::string_view key) const {
  return std::any_of(bad_.begin(), bad_.end(),
                     [&](const BadField& field) { return field.fault == Fault::kType && field.key == key; });
}

void EventBinder::Lenient(std::string_view key) {
  bundle_->lenient_fields.push_back(key);
}

TypeTag TagOf(JsonKind kind) {
  switch (kind) {
    case JsonKind::kString:
      return TypeTag::kString;
    case JsonKind::kInteger:
    case JsonKind::kReal:
      return TypeTag::kNumber;
    case JsonKind::kBool:
      return TypeTag::kBoolean;
    default:
      return TypeTag::kObject;
  }
}

void PutCustom(std::vector<CustomParameter>& to, std::string_view key, std::string_view value, TypeTag type) {
  const auto hash = static_cast<uint32_t>(XXH3_64bits(key.data(), key.size()));
  for (CustomParameter& known : to) {
    if (known.key_hash == hash && known.key == key) {
      known.value = value;
      known.type = type;
      return;
    }
  }
  to.push_back({key, value, type, hash});
}

void AppendTaggedJson(std::string& out, NullableText value, TypeTag type) {
  if (value.data() == nullptr) {
    out += "null";
  } else if (type == TypeTag::kString) {
    AppendJsonString(out, value);
  } else if (type == TypeTag::kNumber && value.size() > 18) {
    AppendJsonStrNumber(out, value);  // may be no int64
  } else {
    out += value;
  }
}

void AppendCustomJson(const std::vector<CustomParameter>& custom, size_t max_bytes, std::string& out) {
  const size_t begin = out.size();
  out += '{';
  for (const CustomParameter& parameter : custom) {
    const size_t before = out.size();
    if (before > begin + 1) out += ',';
    AppendJsonString(out, parameter.key);
    out += ':';
    AppendTaggedJson(out, parameter.value, parameter.type);
    if (out.size() + 1 - begin > max_bytes) out.resize(before);
  }
  out += '}';
}

}  // namespace millrace
