// Values that keep their JSON type: custom parameters (spec/lake-tables.md §6.1, §6.2). Thread-safe, but for what is
// passed in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transform/event_row.h"
#include "transform/json_value.h"

namespace millrace {

// Type tag of a value that keeps its JSON type.
TypeTag TagOf(JsonKind kind);

inline CustomParameter CustomOf(std::string_view key, NullableText value, TypeTag type) {
  return {key, value, type, HashOfKey(key)};
}
inline void PutCustom(CustomParameters& to, const CustomParameter& parameter) {
  to.Put(parameter);
}
inline void PutCustom(CustomParameters& to, std::string_view key, NullableText value, TypeTag type) {
  to.Put(CustomOf(key, value, type));
}

// The JSON object of custom parameters, at most `max_bytes` long: keys that do not fit are left out whole. Appends to
// `out`. Gives how many were left out.
size_t AppendCustomJson(const CustomParameters& custom, size_t max_bytes, std::string& out);

// The JSON text of one kept value: strings quoted, numbers as lake-tables §6.1 says, the rest as it is.
void AppendTaggedJson(std::string& out, NullableText value, TypeTag type);

// Makes the JSON text of an event's, or an item's, custom parameters; none of none. Counts texts that lack keys.
void FinishCustom(EventRow& row, EventBundle& bundle, std::string& scratch);
void FinishCustom(ItemRow& item, EventBundle& bundle, std::string& scratch);

}  // namespace millrace
