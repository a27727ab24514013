#include "project/analysis_suggestions.h"

#include <algorithm>
#include <set>

#include "project/app_metadata.h"

namespace millrace {
namespace {

constexpr size_t kMostSuggested = 2'000;  // properties, and events

PropertyType TypeOfFound(const FoundName& found) {
  const std::string type = found.types.empty() ? "" : found.types.front().type;
  return type == "number" ? PropertyType::kNumber : type == "boolean" ? PropertyType::kBoolean : PropertyType::kText;
}

// Null for what is no property of an analysis.
std::optional<Property> PropertyOf(const FoundName& found) {
  if (found.category == "event") {
    return Property{.source = PropertySource::kParameter, .name = found.name, .type = TypeOfFound(found)};
  }
  if (found.category == "user") {
    return Property{.source = PropertySource::kAttribute, .name = found.name, .type = TypeOfFound(found)};
  }
  // Columns of the table of users have other names in the event view.
  std::string name = found.name;
  if (found.category == "user_outer" && name == "user_id") name = "latest_user_id";
  if (found.category == "user_outer" && name == "first_visit_date") name = "first_visit_date_utc";
  const ViewColumn* column = FindViewColumn(name);
  if (column == nullptr) return std::nullopt;
  return Property{.source = PropertySource::kColumn, .name = name, .type = column->type};
}

void AddFound(Project& project, MetadataKind kind, const std::string& app, AnalysisSuggestions& suggestions) {
  for (MetadataName& name : ListMetadata(project, kind, "", {app})) {
    if (suggestions.properties.size() >= kMostSuggested) return;
    const auto property = PropertyOf(name.found);
    if (!property) continue;
    SuggestedProperty& suggested = suggestions.properties.emplace_back();
    suggested.property = *property;
    suggested.category = name.found.category;
    suggested.description = std::move(name.description);
    suggested.count = name.found.count;
    if (property->source == PropertySource::kParameter) suggested.events = std::move(name.found.related);
    for (FoundValue& value : name.found.values) {
      if (!value.is_truncated) suggested.values.push_back(std::move(value.value));
    }
  }
}

}  // namespace

AnalysisSuggestions SuggestForAnalyses(Project& project, const std::string& app) {
  AnalysisSuggestions suggestions;
  const auto scans = project.OpenLedgerToRead()->metadata().Scans();
  const auto scan = std::ranges::find(scans, app, &MetadataScanRecord::app);
  if (scan != scans.end()) {
    suggestions.scanned_ns = scan->finished_ns;
    for (MetadataName& name : ListMetadata(project, MetadataKind::kEvent, "", {app})) {
      if (suggestions.events.size() >= kMostSuggested) break;
      suggestions.events.push_back({.name = std::move(name.found.name),
                                    .description = std::move(name.description),
                                    .count = name.found.count,
                                    .parameters = std::move(name.found.related)});
    }
    AddFound(project, MetadataKind::kParameter, app, suggestions);
    AddFound(project, MetadataKind::kAttribute, app, suggestions);
    std::ranges::stable_sort(suggestions.properties, std::greater(), &SuggestedProperty::count);
  }
  std::set<std::string> columns;
  for (const SuggestedProperty& each : suggestions.properties) {
    if (each.property.source == PropertySource::kColumn) columns.insert(each.property.name);
  }
  for (const ViewColumn& column : ViewColumns()) {
    if (columns.contains(column.name)) continue;
    suggestions.properties.push_back(
        {.property = {.source = PropertySource::kColumn, .name = column.name, .type = column.type}});
  }
  return suggestions;
}

}  // namespace millrace
