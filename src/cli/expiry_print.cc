#include "cli/expiry_print.h"

#include <algorithm>

#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr int64_t kExpiryDayUs = 86'400'000'000;

// First and last day, UTC, of the chunks of a table.
std::string FirstDayOf(const TableExpiry& table) {
  return table.chunks == 0 ? "" : FormatDay(static_cast<int32_t>(table.first_us / kExpiryDayUs));
}
std::string LastDayOf(const TableExpiry& table) {
  return table.chunks == 0 ? "" : FormatDay(static_cast<int32_t>(table.last_us / kExpiryDayUs - 1));
}

}  // namespace

std::string RenderExpiries(const std::vector<AppExpiry>& apps, bool is_dry_run, const TableStyle& style) {
  std::vector<std::vector<Cell>> rows;
  for (const AppExpiry& app : apps) {
    for (const TableExpiry& table : app.result.tables) {
      const auto text = [](const std::string& day) { return day.empty() ? Cell::Null() : Cell::Text(day); };
      rows.push_back({Cell::Text(app.app), Cell::Text(table.table),
                      Cell::Number(FormatCount(static_cast<uint64_t>(table.rows))),
                      Cell::Number(FormatCount(table.chunks)), text(FirstDayOf(table)), text(LastDayOf(table))});
    }
  }
  if (rows.empty()) return "nothing to remove\n";
  return std::string(is_dry_run ? "would remove\n" : "removed\n") +
         RenderTable({"app", "table", "rows", "days", "from", "to"}, rows, style);
}

std::string ExpiriesJson(const std::vector<AppExpiry>& apps, bool is_dry_run) {
  std::vector<std::string> objects;
  for (const AppExpiry& app : apps) {
    std::vector<std::string> tables;
    tables.reserve(app.result.tables.size());
    for (const TableExpiry& table : app.result.tables) {
      tables.push_back(JsonObject()
                           .Field("table", table.table)
                           .Field("rows", table.rows)
                           .Field("days", table.chunks)
                           .FieldOrNull("first_day", FirstDayOf(table))
                           .FieldOrNull("last_day", LastDayOf(table))
                           .FieldOrNull("error", table.error)
                           .Finish());
    }
    const auto& cut = app.result.cut_us;
    objects.push_back(JsonObject()
                          .Field("app", app.app)
                          .Field("schema", app.schema)
                          .FieldOrNull("cut", cut ? FormatInstant(*cut * 1000) : "")
                          .FieldOrNull("first_day", cut ? FormatDay(app.result.first_day) : "")
                          .FieldOrNull("first_metric_day", cut ? FormatDay(app.result.first_metric_day) : "")
                          .Json("tables", JsonArray(tables))
                          .Field("milliseconds", app.milliseconds)
                          .Finish());
  }
  return JsonObject().Field("dry_run", is_dry_run).Json("apps", JsonArray(objects)).Finish();
}

}  // namespace millrace
