// One custom parameter of an event or an item (spec/lake-tables.md §6.1). Keys and values are views, like the other
// texts of the event (event_row.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "transform/keyed_entries.h"

namespace millrace {

// The type tag of a value that keeps its JSON type (lake-tables §6.1), in the order of kTypeTagNames.
enum class TypeTag : uint8_t { kString, kNumber, kBoolean, kObject };
inline constexpr std::array<std::string_view, 4> kTypeTagNames = {"string", "number", "boolean", "object"};

struct CustomParameter {
  std::string_view key;
  std::string_view value;
  TypeTag type;
  uint32_t key_hash;
};
inline uint32_t HashOf(const CustomParameter& parameter) {
  return parameter.key_hash;
}
// Parameters beyond this number are dropped; that many keys have at least a megabyte.
using CustomParameters = KeyedEntries<CustomParameter, 131'072>;

}  // namespace millrace
