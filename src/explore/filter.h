// A condition on events: comparisons of properties with values, joined by AND and OR.
//
//     {"and":[FILTER…]}   {"or":[FILTER…]}
//     {"property":PROPERTY,"operator":"is_null|is_not_null"}
//     {"property":PROPERTY,"operator":"=|!=|<|<=|>|>=","value":VALUE}       not < and > for booleans
//     {"property":PROPERTY,"operator":"in|not_in","values":[VALUE…]}        1 to 500 values
//     {"property":PROPERTY,"operator":"contains|not_contains","value":"…"}  texts
//
// A comparison with NULL is false; `!=`, `not_in` and `not_contains` are the opposite of `=`, `in` and `contains`, so
// they are true for NULL. Texts compare by their bytes, case matters. `{"and":[]}` and a missing filter let all events
// pass. Groups nest at most 5 deep, and a filter has at most 100 comparisons. Plain values; thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "explore/property.h"

namespace millrace {

enum class FilterOperator : uint8_t {
  kIsNull,
  kIsNotNull,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
  kNotIn,
  kContains,
  kNotContains,
};
inline constexpr std::array<std::string_view, 12> kFilterOperatorNames = {
    "is_null", "is_not_null", "=", "!=", "<", "<=", ">", ">=", "in", "not_in", "contains", "not_contains"};

using PropertyValue = std::variant<std::string, double, bool>;

struct Filter {
  enum class Kind : uint8_t { kAnd, kOr, kComparison };
  Kind kind = Kind::kAnd;
  std::vector<Filter> parts = {};  // of kAnd and kOr
  // Of kComparison; the values have the property's type.
  Property property = {};
  FilterOperator comparison = FilterOperator::kIsNull;
  std::vector<PropertyValue> values = {};

  // Whether all events pass.
  bool empty() const { return kind == Kind::kAnd && parts.empty(); }
  bool operator==(const Filter&) const = default;
};

Filter ReadFilter(const JsonCursor& json);
// `null` for an empty filter.
std::string FilterJson(const Filter& filter);

}  // namespace millrace
