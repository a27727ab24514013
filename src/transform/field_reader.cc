#include "transform/field_reader.h"

#include <algorithm>

#include "core/json_text.h"

namespace millrace {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

bool IsContainer(const JsonScalar& value) {
  return value.kind == JsonKind::kObject || value.kind == JsonKind::kArray;
}

constexpr size_t kKeptScratchBytes = 1u << 20;

bool IsSame(NullableText a, NullableText b) {
  return a == b && (a.data() == nullptr) == (b.data() == nullptr);
}

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

}  // namespace

void FieldReader::Start(EventRow& row, EventBundle& bundle) {
  row_ = &row;
  bundle_ = &bundle;
  bad_.clear();
  if (scratch_.capacity() > kKeptScratchBytes) scratch_ = {};
}

error_code FieldReader::ReadCustom(std::string_view key, simdjson::ondemand::value& value, CustomParameter& out) {
  JsonScalar scalar;
  if (const error_code error = ReadAnyText(value, bundle_->arena, scratch_, scalar)) return error;
  out = CustomOf(key, scalar.text, TagOf(scalar.kind));
  return SUCCESS;
}

error_code FieldReader::AddCustom(std::string_view key, simdjson::ondemand::value& value, CustomParameters& to) {
  CustomParameter parameter;
  if (const error_code error = ReadCustom(key, value, parameter)) return error;
  PutCustom(to, parameter);
  return SUCCESS;
}

error_code FieldReader::ReadField(simdjson::ondemand::value& value, JsonScalar& out) {
  if (const error_code error = ReadScalar(value, bundle_->arena, scratch_, out)) return error;
  if (!IsContainer(out)) return SUCCESS;
  scratch_.clear();
  return AppendCompactJson(value, scratch_);
}

NullableText FieldReader::TextOf(std::string_view key, const JsonScalar& value) {
  if (IsContainer(value)) Bad(key, "a string", value);
  return value.kind == JsonKind::kNull || IsContainer(value) ? NullableText() : value.text;
}

NullableText FieldReader::IdOf(std::string_view key, const JsonScalar& value) {
  return IsContainer(value) ? TextOf(key, value) : IdText(value, bundle_->arena);
}

std::optional<int64_t> FieldReader::LongOf(std::string_view key, const JsonScalar& value) {
  bool ok = true;
  const auto number = PlainLong(value, ok);
  if (!ok) IsBeyondLong(value) ? Odd(key) : Bad(key, "an integer", value);
  return number;
}

std::optional<int32_t> FieldReader::SizeOrOdd(std::string_view key, const JsonScalar& value, bool texts) {
  bool ok = true;
  const auto size = SizeOf(value, texts, ok);
  if (!ok) Odd(key);
  return size;
}

std::optional<double> FieldReader::DoubleOf(std::string_view key, const JsonScalar& value) {
  bool ok = true;
  const auto number = PlainDouble(value, ok);
  if (!ok) IsBeyondLong(value) ? Odd(key) : Bad(key, "a number", value);
  return number;
}

void FieldReader::Bad(std::string_view key, std::string_view needed, const JsonScalar& found, Fault fault) {
  // Keep only the first fault of a field; hostile input has millions.
  const bool is_known = std::ranges::any_of(bad_, [&](const BadField& field) {
    return field.fault == fault && field.key == key_ && IsSame(field.part, part_);
  });
  if (is_known) return;
  std::string& text = bad_.emplace_back(BadField{key_, part_, fault, {}}).text;
  text.append(key).append(": expected ").append(needed).append(", found ").append(KindName(found));
  if (found.kind != JsonKind::kNull && !IsContainer(found)) text.append(found.text.substr(0, 100));
}

void FieldReader::Forgive(std::string_view key, NullableText part) {
  std::erase_if(bad_, [&](const BadField& field) {
    return field.key == key && (part.data() == nullptr || IsSame(field.part, part));
  });
}

std::string_view FieldReader::bad(Fault fault) const {
  for (const BadField& field : bad_) {
    if (field.fault == fault) return field.text;
  }
  return {};
}

bool FieldReader::IsBad(std::string_view key) const {
  return std::any_of(bad_.begin(), bad_.end(),
                     [&](const BadField& field) { return field.fault == Fault::kType && field.key == key; });
}

}  // namespace millrace
