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

void FinishCustom(EventRow& row, Arena& arena, std::string& scratch) {
  if (row.custom.empty()) return;
  constexpr auto kColumn = static_cast<size_t>(EventColumn::custom_parameters_json_str);
  scratch.clear();
  AppendCustomJson(row.custom, TableOf(TableId::kEvent).columns[kColumn].max_bytes, scratch);
  row.SetText(EventColumn::custom_parameters_json_str, arena.Copy(scratch));
}

void FinishCustom(ItemRow& item, Arena& arena, std::string& scratch) {
  if (item.custom.empty()) return;
  constexpr auto kColumn = static_cast<size_t>(ItemColumn::custom_parameters_json_str);
  scratch.clear();
  AppendCustomJson(item.custom, TableOf(TableId::kItem).columns[kColumn].max_bytes, scratch);
  item.custom_json = arena.Copy(scratch);
}

}  // namespace millrace
