#include "explore/property.h"

#include <algorithm>

#include "explore/description_error.h"

#include "core/ascii.h"
#include "core/did_you_mean.h"
#include "core/json_object.h"
#include "warehouse/sql_models.h"

namespace millrace {
namespace {

std::vector<ViewColumn> ColumnsOfEventView() {
  std::vector<ViewColumn> columns;
  const SqlModels models = SqlModels::BuiltIn(Dialect::kDuckDb);
  for (const ModelColumn& column : models.Get("clickstream_event_view_v3").columns) {
    PropertyType type = PropertyType::kText;
    switch (column.type) {
      case ModelType::kTimestamp:
      case ModelType::kJson:
        continue;
      case ModelType::kBoolean:
        type = PropertyType::kBoolean;
        break;
      case ModelType::kText:
      case ModelType::kDate:
        break;
      default:
        type = PropertyType::kNumber;
    }
    if (column.name.ends_with("_json_str")) continue;
    columns.push_back({.name = column.name, .stored = column.type, .type = type});
  }
  return columns;
}

size_t Digits(std::string_view text, size_t from) {
  size_t end = from;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - from;
}

}  // namespace

const std::vector<ViewColumn>& ViewColumns() {
  static const std::vector<ViewColumn> columns = ColumnsOfEventView();
  return columns;
}

const ViewColumn* FindViewColumn(std::string_view name) {
  const auto found = std::find_if(ViewColumns().begin(), ViewColumns().end(),
                                  [&](const ViewColumn& column) { return column.name == name; });
  return found == ViewColumns().end() ? nullptr : &*found;
}

Property ReadProperty(const JsonCursor& json) {
  JsonMembers members(json);
  Property property;
  property.source = static_cast<PropertySource>(members.Need("source").OneOf(kPropertySourceNames));
  const JsonCursor name = members.Need("name");
  property.name = name.Text();
  const auto type = members.Find("type");
  if (type) property.type = static_cast<PropertyType>(type->OneOf(kPropertyTypeNames));
  members.Finish();
  if (property.source != PropertySource::kColumn) return property;
  const ViewColumn* column = FindViewColumn(property.name);
  if (column == nullptr) {
    std::vector<std::string_view> names;
    names.reserve(ViewColumns().size());
    for (const ViewColumn& each : ViewColumns()) names.push_back(each.name);
    name.Fail("expected a column of the event view that holds a text, a number or a boolean" +
              DidYouMeanHint(property.name, names));
  }
  if (type && property.type != column->type) {
    type->Fail("expected " + std::string(kPropertyTypeNames[static_cast<size_t>(column->type)]) +
               ", the type of the column " + property.name);
  }
  property.type = column->type;
  return property;
}

Property ReadProperty(const JsonCursor& json, PropertyType type) {
  Property property = ReadProperty(json);
  if (property.type != type) {
    json.Fail("expected a property of the type " + std::string(kPropertyTypeNames[static_cast<size_t>(type)]));
  }
  return property;
}

std::string PropertyJson(const Property& property) {
  return JsonObject()
      .Field("source", kPropertySourceNames[static_cast<size_t>(property.source)])
      .Field("name", property.name)
      .Field("type", kPropertyTypeNames[static_cast<size_t>(property.type)])
      .Finish();
}

bool IsPropertyNumber(std::string_view text) {
  size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const size_t whole = Digits(text, at);
  if (whole < 1 || whole > 200) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = Digits(text, at + 1);
    if (fraction < 1 || fraction > 200) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const size_t exponent = Digits(text, at);
    if (exponent < 1 || exponent > 2) return false;
    at += exponent;
  }
  return at == text.size();
}

}  // namespace millrace
