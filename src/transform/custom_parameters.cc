#include "transform/custom_parameters.h"

#include "core/json_text.h"

namespace millrace {

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

size_t AppendCustomJson(const CustomParameters& custom, size_t max_bytes, std::string& out) {
  const size_t begin = out.size();
  size_t left_out = 0;
  out += '{';
  for (const CustomParameter& parameter : custom) {
    const size_t before = out.size();
    if (before > begin + 1) out += ',';
    AppendJsonString(out, parameter.key);
    out += ':';
    AppendTaggedJson(out, parameter.value, parameter.type);
    if (out.size() + 1 - begin > max_bytes) {
      out.resize(before);
      ++left_out;
    }
  }
  out += '}';
  return left_out;
}

namespace {

std::string_view CustomJson(const CustomParameters& custom, const Column& column, EventBundle& bundle,
                            std::string& scratch) {
  scratch.clear();
  if (AppendCustomJson(custom, column.max_bytes, scratch) > 0) bundle.lenient_fields.push_back(column.name);
  return bundle.arena.Copy(scratch);
}

}  // namespace

void FinishCustom(EventRow& row, EventBundle& bundle, std::string& scratch) {
  if (row.custom.empty()) return;
  constexpr auto kColumn = static_cast<size_t>(EventColumn::custom_parameters_json_str);
  row.SetText(EventColumn::custom_parameters_json_str,
              CustomJson(row.custom, TableOf(TableId::kEvent).columns[kColumn], bundle, scratch));
}

void FinishCustom(ItemRow& item, EventBundle& bundle, std::string& scratch) {
  if (item.custom.empty()) return;
  constexpr auto kColumn = static_cast<size_t>(ItemColumn::custom_parameters_json_str);
  item.custom_json = CustomJson(item.custom, TableOf(TableId::kItem).columns[kColumn], bundle, scratch);
}

}  // namespace millrace
