// A property that analyses filter, group and aggregate by: a column of the event view (also those of its session and
// user), a parameter that the app names itself (`custom_parameters`), or an attribute of the user (`user_properties`).
//
//     {"source":"column|parameter|attribute","name":"…","type":"text|number|boolean"}
//
// The type of a column is that of the view, so it may be left out; a day counts as a text (`2026-11-01`). Parameters
// and attributes are texts unless `type` says otherwise: values that are no number, or neither true nor false, are then
// NULL. Plain values; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "explore/json_cursor.h"

#include "warehouse/model_file.h"

namespace millrace {

enum class PropertySource : uint8_t { kColumn, kParameter, kAttribute };
inline constexpr std::array<std::string_view, 3> kPropertySourceNames = {"column", "parameter", "attribute"};

enum class PropertyType : uint8_t { kText, kNumber, kBoolean };
inline constexpr std::array<std::string_view, 3> kPropertyTypeNames = {"text", "number", "boolean"};

struct Property {
  PropertySource source = PropertySource::kColumn;
  std::string name = {};
  PropertyType type = PropertyType::kText;

  bool operator==(const Property&) const = default;
};

struct ViewColumn {
  std::string name = {};
  ModelType stored = ModelType::kText;
  PropertyType type = PropertyType::kText;
};

// The columns of the event view that can be properties: all but times and JSON.
const std::vector<ViewColumn>& ViewColumns();
// Null when there is none.
const ViewColumn* FindViewColumn(std::string_view name);

Property ReadProperty(const JsonCursor& json);
// The same with a type that the place needs.
Property ReadProperty(const JsonCursor& json, PropertyType type);
std::string PropertyJson(const Property& property);

// The number that a parameter's text is: an optional sign, up to 200 digits, a fraction of up to 200, and an exponent
// of one or two digits, so that no engine overflows: what SqlDialect::NumberOf takes.
bool IsPropertyNumber(std::string_view text);

}  // namespace millrace
