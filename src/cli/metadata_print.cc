#include "cli/metadata_print.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "cli/report_lines.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

// Lists in cells of a table are for a look; the details have all.
constexpr size_t kShownOfList = 3;

std::string NounOf(MetadataKind kind) {
  return kind == MetadataKind::kEvent ? "event" : kind == MetadataKind::kParameter ? "parameter" : "attribute";
}

Cell CountCell(int64_t count) {
  return Cell::Number(FormatCount(static_cast<uint64_t>(std::max<int64_t>(count, 0))));
}

Cell DayCell(const std::optional<int32_t>& day) {
  return day ? Cell::Text(FormatDay(*day)) : Cell::Null();
}

std::string ListText(const std::vector<std::string>& list, size_t most = SIZE_MAX) {
  std::string text;
  for (size_t i = 0; i < std::min(list.size(), most); ++i) text += (i > 0 ? ", " : "") + list[i];
  if (list.size() > most) text += ", … (" + FormatCount(list.size()) + ")";
  return text;
}

std::string TypesOf(const FoundName& name) {
  std::vector<std::string> types;
  types.reserve(name.types.size());
  for (const FoundType& type : name.types) types.push_back(type.type.empty() ? "no type" : type.type);
  return ListText(types, kShownOfList);
}

Cell CellOrNull(std::string text) {
  return text.empty() ? Cell::Null() : Cell::Text(std::move(text));
}

void AddList(ReportLines& lines, const std::string& name, const std::vector<std::string>& list) {
  if (!list.empty()) lines.Add(name, ListText(list));
}

std::string FullTextOf(const MetadataName& name, MetadataKind kind, const TableStyle& style, bool color) {
  const FoundName& found = name.found;
  ReportLines lines(color);
  lines.Title(NounOf(kind) + " " + found.name + ", app " + name.app);
  if (!name.description.empty()) lines.Add("description", name.description);
  if (!found.category.empty()) lines.Add("category", found.category);
  lines.Add(kind == MetadataKind::kEvent       ? "events"
            : kind == MetadataKind::kParameter ? "rows"
                                               : "users",
            FormatCount(static_cast<uint64_t>(found.count)));
  if (kind == MetadataKind::kEvent)
    lines.Add("on the last day", FormatCount(static_cast<uint64_t>(found.latest_count)));
  if (found.first_day && found.last_day) {
    lines.Add("seen", FormatDay(*found.first_day) + " to " + FormatDay(*found.last_day));
  }
  AddList(lines, "platforms", found.platforms);
  AddList(lines, "SDKs", found.sdk_names);
  AddList(lines, "versions of SDKs", found.sdk_versions);
  AddList(lines, kind == MetadataKind::kEvent ? "parameters" : "events", found.related);
  std::string text = lines.Take();
  const auto add = [&](const std::vector<std::string>& columns, const std::vector<std::vector<Cell>>& rows) {
    if (!rows.empty()) text += "\n" + RenderTable(columns, rows, style);
  };
  std::vector<std::vector<Cell>> types, values;
  for (const FoundType& type : found.types) {
    types.push_back({CellOrNull(type.type), CountCell(type.count), DayCell(type.first_day), DayCell(type.last_day)});
  }
  for (const FoundValue& value : found.values) {
    values.push_back(
        {Cell::Text(value.value + (value.is_truncated ? "…" : "")), CellOrNull(value.type), CountCell(value.count)});
  }
  add({"type", "count", "first seen", "last seen"}, types);
  add({"value", "type", "count"}, values);
  return text;
}

}  // namespace

std::string RenderMetadataApps(const std::vector<AppMetadata>& apps, bool is_scan, const TableStyle& style) {
  if (apps.empty()) return is_scan ? "no apps: nothing was loaded yet\n" : "nothing was scanned yet\n";
  std::vector<std::vector<Cell>> rows;
  for (const AppMetadata& app : apps) {
    const auto count = [](uint64_t number) { return Cell::Number(FormatCount(number)); };
    std::vector<Cell>& row = rows.emplace_back();
    row.push_back(Cell::Text(app.app));
    if (is_scan) row.push_back(count(app.days));
    row.insert(row.end(), {count(app.events), count(app.parameters), count(app.attributes), count(app.drifting)});
    if (!is_scan) row.push_back(count(app.described));
    row.push_back(Cell::Text(is_scan ? FormatDuration(app.milliseconds) : FormatInstant(app.scanned_ns)));
  }
  if (is_scan) {
    return RenderTable({"app", "days read", "events", "parameters", "attributes", "several types", "time"}, rows,
                       style);
  }
  return RenderTable({"app", "events", "parameters", "attributes", "several types", "described", "scanned"}, rows,
                     style);
}

std::string MetadataAppsJson(const std::vector<AppMetadata>& apps, bool is_scan) {
  std::vector<std::string> objects;
  objects.reserve(apps.size());
  for (const AppMetadata& app : apps) {
    objects.push_back(JsonObject()
                          .Field("app", app.app)
                          .Field("scanned", FormatInstant(app.scanned_ns))
                          .Field("days_read", app.days)
                          .Field("events", app.events)
                          .Field("parameters", app.parameters)
                          .Field("attributes", app.attributes)
                          .Field("drifting", app.drifting)
                          .Field("described", app.described)
                          .Field("milliseconds", app.milliseconds)
                          .Finish());
  }
  return JsonObject().Field("scan", is_scan).Json("apps", JsonArray(objects)).Finish();
}

std::string RenderMetadataNames(const std::vector<MetadataName>& names, MetadataKind kind, const TableStyle& style) {
  if (names.empty()) return "no " + NounOf(kind) + "s: nothing was scanned yet, or no app has any\n";
  const bool is_event = kind == MetadataKind::kEvent;
  std::vector<std::vector<Cell>> rows;
  for (const MetadataName& name : names) {
    const FoundName& found = name.found;
    std::vector<Cell>& row = rows.emplace_back();
    row.push_back(Cell::Text(name.app));
    if (!is_event) row.push_back(Cell::Text(found.category));
    row.push_back(Cell::Text(found.name));
    if (!is_event) row.push_back(CellOrNull(TypesOf(found)));
    row.insert(row.end(), {CountCell(found.count), DayCell(found.first_day), DayCell(found.last_day)});
    if (is_event) row.push_back(CellOrNull(ListText(found.platforms, kShownOfList)));
    row.push_back(CellOrNull(name.description));
  }
  if (is_event) {
    return RenderTable({"app", "event", "events", "first seen", "last seen", "platforms", "description"}, rows, style);
  }
  return RenderTable({"app", "category", NounOf(kind), "types", kind == MetadataKind::kParameter ? "rows" : "users",
                      "first seen", "last seen", "description"},
                     rows, style);
}

std::string RenderMetadataDetails(const std::vector<MetadataName>& names, MetadataKind kind, const TableStyle& style,
                                  bool color) {
  std::string text;
  for (const MetadataName& name : names) text += (text.empty() ? "" : "\n") + FullTextOf(name, kind, style, color);
  return text;
}

}  // namespace millrace
