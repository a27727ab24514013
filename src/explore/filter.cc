#include "explore/filter.h"

#include <charconv>

#include "explore/description_error.h"

#include "core/json_object.h"

namespace millrace {
namespace {

constexpr int kMaxFilterDepth = 5;
constexpr int kMaxComparisons = 100;
constexpr size_t kMaxListedValues = 500;

PropertyValue ReadValue(const JsonCursor& json, PropertyType type) {
  switch (type) {
    case PropertyType::kNumber:
      return json.Number();
    case PropertyType::kBoolean:
      return json.Boolean();
    default:
      return json.Text(true);
  }
}

bool IsOrder(FilterOperator comparison) {
  return comparison >= FilterOperator::kLess && comparison <= FilterOperator::kGreaterEqual;
}

class FilterReader {
 public:
  Filter Read(const JsonCursor& json, int depth) {
    if (depth > kMaxFilterDepth) {
      throw DescriptionError(json.pointer(),
                             "groups of filters nest at most " + std::to_string(kMaxFilterDepth) + " deep");
    }
    JsonMembers members(json);
    const auto all = members.Find("and");
    const auto any = members.Find("or");
    Filter filter;
    if (!all && !any) {
      ReadComparison(json, members, filter);
    } else {
      filter.kind = all ? Filter::Kind::kAnd : Filter::Kind::kOr;
      const auto& list = all ? *all : *any;
      if (all && any) json.Fail("expected either `and` or `or`");
      for (const JsonCursor& part : list.Items(all ? 0 : 1, kMaxComparisons)) {
        filter.parts.push_back(Read(part, depth + 1));
      }
    }
    members.Finish();
    return filter;
  }

 private:
  void ReadComparison(const JsonCursor& json, JsonMembers& members, Filter& filter) {
    if (++comparisons_ > kMaxComparisons) {
      throw DescriptionError(json.pointer(),
                             "a filter has at most " + std::to_string(kMaxComparisons) + " comparisons");
    }
    filter.kind = Filter::Kind::kComparison;
    filter.property = ReadProperty(members.Need("property"));
    const JsonCursor comparison = members.Need("operator");
    filter.comparison = static_cast<FilterOperator>(comparison.OneOf(kFilterOperatorNames));
    const PropertyType type = filter.property.type;
    if (IsOrder(filter.comparison) && type == PropertyType::kBoolean) comparison.Fail("a boolean has no order");
    switch (filter.comparison) {
      case FilterOperator::kIsNull:
      case FilterOperator::kIsNotNull:
        return;
      case FilterOperator::kIn:
      case FilterOperator::kNotIn:
        for (const JsonCursor& value : members.Need("values").Items(1, kMaxListedValues)) {
          filter.values.push_back(ReadValue(value, type));
        }
        return;
      case FilterOperator::kContains:
      case FilterOperator::kNotContains:
        if (type != PropertyType::kText) comparison.Fail("only texts contain something");
        filter.values.emplace_back(members.Need("value").Text());
        return;
      default:
        filter.values.push_back(ReadValue(members.Need("value"), type));
    }
  }

  int comparisons_ = 0;
};

std::string ValueJson(const PropertyValue& value) {
  std::string out;
  if (const auto* text = std::get_if<std::string>(&value)) {
    AppendJsonText(out, *text);
  } else if (const auto* number = std::get_if<double>(&value)) {
    std::array<char, 32> digits;
    out.assign(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *number).ptr);
  } else {
    out = std::get<bool>(value) ? "true" : "false";
  }
  return out;
}

std::string GroupJson(const Filter& filter) {
  std::vector<std::string> parts;
  parts.reserve(filter.parts.size());
  for (const Filter& part : filter.parts) {
    const bool is_group = part.kind != Filter::Kind::kComparison;
    parts.push_back(is_group ? GroupJson(part) : FilterJson(part));
  }
  return JsonObject().Json(filter.kind == Filter::Kind::kAnd ? "and" : "or", JsonArray(parts)).Finish();
}

}  // namespace

Filter ReadFilter(const JsonCursor& json) {
  return FilterReader().Read(json, 1);
}

std::string FilterJson(const Filter& filter) {
  if (filter.empty()) return "null";
  if (filter.kind != Filter::Kind::kComparison) return GroupJson(filter);
  JsonObject object;
  object.Json("property", PropertyJson(filter.property))
      .Field("operator", kFilterOperatorNames[static_cast<size_t>(filter.comparison)]);
  if (filter.comparison == FilterOperator::kIn || filter.comparison == FilterOperator::kNotIn) {
    std::vector<std::string> values;
    values.reserve(filter.values.size());
    for (const PropertyValue& value : filter.values) values.push_back(ValueJson(value));
    object.Json("values", JsonArray(values));
  } else if (!filter.values.empty()) {
    object.Json("value", ValueJson(filter.values[0]));
  }
  return object.Finish();
}

}  // namespace millrace
