// Custom parameters: values that keep their JSON type (spec/lake-tables.md §6.1, §6.2). Thread-safe, except for the
// arguments that are changed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "transform/event_row.h"
#include "transform/json_value.h"

namespace millrace {

// The type tag of a kind of value.
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

// Appends custom parameters to `out` as a JSON object of at most `max_bytes`. Omits whole keys that do not fit and
// returns their number.
size_t AppendCustomJson(const CustomParameters& custom, size_t max_bytes, std::string& out);

// Appends the JSON text of one value: strings are quoted, numbers written as in lake-tables §6.1, others unchanged.
void AppendTaggedJson(std::string& out, NullableText value, TypeTag type);

// Sets the JSON text of the custom parameters of an event or item that has any. Counts texts with omitted keys.
void FinishCustom(EventRow& row, EventBundle& bundle, std::string& scratch);
void FinishCustom(ItemRow& item, EventBundle& bundle, std::string& scratch);

}  // namespace millrace
