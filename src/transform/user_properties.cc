// The `user` object of an event (spec/lake-tables.md §6.3).
#include "transform/user_properties.h"

#include "core/json_text.h"
#include "transform/event_binder.h"

namespace millrace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

namespace {

bool IsFixedProperty(std::string_view key) {
  return key == "_user_id" || key == "_user_name" || key == "_user_age" || key == "_user_first_touch_timestamp";
}

// The integer part of a number; anything else is not a time.
std::optional<int64_t> SetTime(const JsonScalar& value) {
  if (value.kind != JsonKind::kInteger && value.kind != JsonKind::kReal) return std::nullopt;
  bool ok = true;
  return PlainLong(value, ok);
}

// Reads a part of a property: `value`, `set_timestamp` or any other key.
error_code ReadPart(simdjson::simdjson_result<od::field> result, Arena& arena, std::string& scratch,
                    std::string_view& name, JsonScalar& scalar) {
  od::field field;
  if (const error_code error = std::move(result).get(field)) return error;
  if (const error_code error = ReadKey(field, arena, scratch, name)) return error;
  od::value value = field.value();
  return ReadAnyText(value, arena, scratch, scalar);
}

}  // namespace

error_code EventBinder::BindUser(od::object object) {
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    if (const error_code error = ReadKey(field, bundle_->arena, scratch_, key)) return error;
    Begin(key_, key);
    od::value value = field.value();
    const error_code error = IsFixedProperty(key) ? BindFixedProperty(key, value) : BindProperty(key, value);
    if (error) return error;
  }
  return SUCCESS;
}

error_code EventBinder::BindFixedProperty(std::string_view key, od::value& value) {
  od::object object;
  bool opened = false;
  if (const error_code error = Open(key, value, object, opened)) return error;
  if (!opened) return SUCCESS;
  JsonScalar content;
  std::optional<int64_t> set_time;
  for (auto field_result : object) {
    std::string_view name;
    JsonScalar scalar;
    if (const error_code error = ReadPart(field_result, bundle_->arena, scratch_, name, scalar)) return error;
    if (name == "value") {
      if (scalar.kind == JsonKind::kObject || scalar.kind == JsonKind::kArray) Bad(key, "a scalar value", scalar);
      content = scalar;
    } else if (name == "set_timestamp") {
      set_time = LongOf("set_timestamp", scalar);
    } else {
      const std::string field = std::string(key) + "." + std::string(name);
      Bad(field, "nothing but value and set_timestamp", scalar);
    }
  }
  NullableText text = content.kind == JsonKind::kNull ? NullableText() : NullableText(content.text);
  TypeTag type = TypeTag::kString;
  if (key == "_user_age" || key == "_user_first_touch_timestamp") {
    type = TypeTag::kNumber;
    const bool age = key == "_user_age";
    const auto number = SafeLong(content);
    if (age ? !SafeInt(content).has_value() : !number.has_value()) {
      if (!age && IsBeyondLong(content)) {
        Odd("_user_first_touch_timestamp");
        type = TagOf(content.kind);
      } else {
        Bad(key, "an integer", content, Fault::kConversion);
      }
    } else if (content.kind == JsonKind::kString) {
      text = bundle_->arena.Copy(std::to_string(*number));  // `+7` and `007` are not JSON numbers
    }
    if (!age) row_->SetInt(EventColumn::user_first_touch_time_msec, number);
  } else if (key == "_user_id") {
    text = IdText(content, bundle_->arena);
    row_->SetText(EventColumn::user_id, text);
  }
  row_->user_properties.Put({key, text, type, set_time});
  return SUCCESS;
}

error_code EventBinder::BindProperty(std::string_view key, od::value& value) {
  od::json_type type;
  if (const error_code error = value.type().get(type)) return error;
  JsonScalar content;
  if (type != od::json_type::object) {
    if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, content)) return error;
    row_->user_properties.Put({key, content.text, TagOf(content.kind), std::nullopt});
    return SUCCESS;
  }
  od::object object;
  if (const error_code error = value.get(object)) return error;
  std::optional<int64_t> set_time;
  for (auto field_result : object) {
    std::string_view name;
    JsonScalar scalar;
    if (const error_code error = ReadPart(field_result, bundle_->arena, scratch_, name, scalar)) return error;
    if (name == "value") content = scalar;
    if (name == "set_timestamp") set_time = SetTime(scalar);
  }
  if (content.kind == JsonKind::kNull) {
    // Without the key `value`, the object itself is the value.
    scratch_.clear();
    bool more = false;
    if (const error_code error = object.reset().get(more)) return error;
    if (const error_code error = AppendCompactJson(object, scratch_)) return error;
    content = {JsonKind::kObject, bundle_->arena.Copy(scratch_)};
    set_time.reset();
  }
  row_->user_properties.Put({key, content.text, TagOf(content.kind), set_time});
  return SUCCESS;
}

size_t AppendPropertiesJson(const UserProperties& properties, size_t max_bytes, std::string& out) {
  const size_t begin = out.size();
  size_t left_out = 0;
  out += '{';
  for (const UserProperty& property : properties) {
    const size_t before = out.size();
    if (before > begin + 1) out += ',';
    AppendJsonString(out, property.key);
    out += ":{\"set_time_msec\":";
    out += property.set_time_msec ? std::to_string(*property.set_time_msec) : "null";
    out += ",\"value\":";
    AppendTaggedJson(out, property.value, property.type);
    out += '}';
    if (out.size() + 1 - begin > max_bytes) {
      out.resize(before);  // remove a whole key, never a part of one
      ++left_out;
    }
  }
  out += '}';
  return left_out;
}

void FinishProperties(EventRow& row, EventBundle& bundle, std::string& scratch) {
  if (row.user_properties.empty()) return;
  constexpr auto kColumn = static_cast<size_t>(UserColumn::user_properties_json_str);
  scratch.clear();
  const Column& column = TableOf(TableId::kUser).columns[kColumn];
  if (AppendPropertiesJson(row.user_properties, column.max_bytes, scratch) > 0) {
    bundle.lenient_fields.push_back(column.name);
  }
  row.user_properties_json = bundle.arena.Copy(scratch);
}

}  // namespace millrace
