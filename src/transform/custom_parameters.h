// Values that keep their JSON type: custom parameters (spec/lake-tables.md §6.1, §6.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "transform/event_row.h"
#include "transform/json_value.h"

namespace millrace {

// Type tag of a value that keeps its JSON type.
TypeTag TagOf(JsonKind kind);

// Adds or replaces a parameter: of equal keys the last value stands, at the place of the first.
inline void PutCustom(std::vector<CustomParameter>& to, const CustomParameter& parameter) {
  for (CustomParameter& known : to) {
    if (known.key_hash == parameter.key_hash && known.key == parameter.key) {
      known = parameter;
      return;
    }
  }
  to.push_back(parameter);
}
inline CustomParameter CustomOf(std::string_view key, NullableText value, TypeTag type) {
  return {key, value, type, static_cast<uint32_t>(XXH3_64bits(key.data(), key.size()))};
}
inline void PutCustom(std::vector<CustomParameter>& to, std::string_view key, NullableText value, TypeTag type) {
  PutCustom(to, CustomOf(key, value, type));
}

// The JSON object of custom parameters, at most `max_bytes` long: keys that do not fit are left out whole. Appends to
// `out`. Gives how many were left out.
size_t AppendCustomJson(const std::vector<CustomParameter>& custom, size_t max_bytes, std::string& out);

// The JSON text of one kept value: strings quoted, numbers as lake-tables §6.1 says, the rest as it is.
void AppendTaggedJson(std::string& out, NullableText value, TypeTag type);

// Makes the JSON text of an event's, or an item's, custom parameters; none of none. Counts texts that lack keys.
void FinishCustom(EventRow& row, EventBundle& bundle, std::string& scratch);
void FinishCustom(ItemRow& item, EventBundle& bundle, std::string& scratch);

}  // namespace millrace
