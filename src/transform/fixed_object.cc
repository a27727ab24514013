#include "transform/fixed_object.h"

#include <algorithm>

#include "core/error.h"
#include "core/json_text.h"
#include "core/letter_case.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace od = simdjson::ondemand;

void AppendValue(const FixedField& field, const FixedValue& value, std::string& out) {
  const bool is_null = value.text.data() == nullptr;
  switch (field.kind) {
    case FixedKind::kText:
    case FixedKind::kId:
      if (is_null) {
        out += "null";
      } else {
        AppendJsonString(out, value.text);
      }
      break;
    case FixedKind::kFlag:
      out += value.integer.value_or(0) != 0 ? "true" : "false";
      break;
    case FixedKind::kCount:
      out += std::to_string(value.integer.value_or(0));
      break;
    case FixedKind::kLong:
    case FixedKind::kSafeInt:
      out += value.integer ? std::to_string(*value.integer) : "null";
      break;
    case FixedKind::kObject:
    case FixedKind::kObjects:
      out += is_null ? std::string_view("null") : value.text;
      break;
  }
}

void AppendObject(const FixedShape& shape, const FixedObject& object, std::string& out) {
  char before = '{';
  const auto key = [&](std::string_view name) {
    out += before;
    AppendJsonString(out, name);
    out += ':';
    before = ',';
  };
  for (size_t i = 0; i < shape.fields.size(); ++i) {
    key(shape.fields[i].key);
    AppendValue(shape.fields[i], object.values[i], out);
  }
  for (const CustomParameter& unknown : object.unknown) {
    key(unknown.key);
    if (unknown.type == TypeTag::kString) {
      AppendJsonString(out, unknown.value);
    } else {
      out += unknown.value;
    }
  }
  out += '}';
}

}  // namespace

void FixedObject::Clear() {
  present = false;
  values.fill({});
  unknown.clear();
}

error_code FixedObjectReader::BindFixed(std::string_view key, od::value& value, const FixedShape& shape,
                                        FixedObject& out) {
  out.Clear();
  od::object object;
  if (const error_code error = Open(key, value, object, out.present)) return error;
  return out.present ? ReadFixed(object, shape, true, out) : SUCCESS;
}

std::string_view FixedObjectReader::FixedJson(const FixedShape& shape, const FixedObject& object) {
  json_.clear();
  AppendObject(shape, object, json_);
  return bundle_->arena.Copy(json_);
}

error_code FixedObjectReader::ReadFixed(od::object object, const FixedShape& shape, bool outermost, FixedObject& out) {
  MILLRACE_CHECK(shape.fields.size() <= kMaxFixedFields);
  for (auto field_result : object) {
    od::field field;
    if (const error_code error = std::move(field_result).get(field)) return error;
    std::string_view key;
    if (const error_code error = ReadKey(field, bundle_->arena, scratch_, key)) return error;
    if (outermost) Begin(key_, key);
    od::value value = field.value();
    const auto known = std::ranges::find(shape.fields, key, &FixedField::key);
    if (known != shape.fields.end()) {
      FixedValue& place = out.values[static_cast<size_t>(known - shape.fields.begin())];
      place = {};
      if (const error_code error = ReadValue(*known, value, place)) return error;
      continue;
    }
    JsonScalar scalar;
    if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
    if (shape.keeps_unknown) PutCustom(out.unknown, key, scalar.text, TagOf(scalar.kind));
  }
  return SUCCESS;
}

error_code FixedObjectReader::ReadValue(const FixedField& field, od::value& value, FixedValue& out) {
  bool opened = false;
  if (field.kind == FixedKind::kObject) {
    od::object object;
    if (const error_code error = Open(field.key, value, object, opened)) return error;
    if (!opened) return SUCCESS;
    FixedObject inner;
    if (const error_code error = ReadFixed(object, *field.shape, false, inner)) return error;
    out.text = FixedJson(*field.shape, inner);
    return SUCCESS;
  }
  if (field.kind == FixedKind::kObjects) {
    od::array array;
    const error_code error = Open(field.key, value, array, opened);
    return error || !opened ? error : ReadObjects(field, array, out);
  }
  JsonScalar scalar;
  if (const error_code error = ReadField(value, scalar)) return error;
  switch (field.kind) {
    case FixedKind::kText:
      out.text = TextOf(field.key, scalar);
      break;
    case FixedKind::kId:
      out.text = IdOf(field.key, scalar);
      break;
    case FixedKind::kCount: {
      bool ok = true;
      out.integer = PlainLong(scalar, ok);
      if (!ok) Odd(field.key);
      break;
    }
    case FixedKind::kFlag:
      out.integer = FlagOf(field.key, scalar);
      break;
    case FixedKind::kSafeInt:
      if (const auto number = SafeInt(scalar)) out.integer = *number;
      break;
    default:
      out.integer = LongOf(field.key, scalar);
  }
  return SUCCESS;
}

error_code FixedObjectReader::ReadObjects(const FixedField& field, od::array array, FixedValue& out) {
  std::string json = "[";
  for (auto element : array) {
    if (const error_code error = element.error()) return error;
    od::value value = element.value_unsafe();
    od::object object;
    bool opened = false;
    if (const error_code error = Open(field.key, value, object, opened)) return error;
    if (!opened) {
      Bad(field.key, "an object for each element", {});
      continue;
    }
    FixedObject inner;
    if (const error_code error = ReadFixed(object, *field.shape, false, inner)) return error;
    if (json.size() > 1) json += ',';
    AppendObject(*field.shape, inner, json);
    out.last = {inner.values[0].text, inner.values[1].text};
    if (!out.has_elements) out.first = out.last;
    out.has_elements = true;
  }
  json += ']';
  out.text = bundle_->arena.Copy(json);
  return SUCCESS;
}

std::optional<int64_t> FixedObjectReader::FlagOf(std::string_view key, const JsonScalar& value) {
  if (value.kind == JsonKind::kNull || (value.kind == JsonKind::kString && value.text.empty())) return std::nullopt;
  if (value.kind != JsonKind::kObject && value.kind != JsonKind::kArray) {
    if (value.text == "1" || EqualsIgnoringAsciiCase(value.text, "true")) return 1;
    if (value.text == "0" || EqualsIgnoringAsciiCase(value.text, "false")) return 0;
  }
  Odd(key);
  return std::nullopt;
}

}  // namespace millrace
