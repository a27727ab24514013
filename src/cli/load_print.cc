#include "cli/load_print.h"

#include <string_view>
#include <vector>

#include "cli/report_lines.h"
#include "cli/table_print.h"
#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "warehouse/ddl.h"

namespace millrace {
namespace {

std::string RowCountsJson(const std::map<std::string, uint64_t>& counts) {
  JsonObject object;
  for (const auto& [name, count] : counts) object.Field(name, count);
  return object.Finish();
}

std::string TableJson(const TableLoad& table) {
  return JsonObject()
      .Field("files_waiting", table.files_waiting)
      .Field("files_loaded", table.files_loaded)
      .Field("files_failed", table.files_failed)
      .Field("files_gone", table.files_gone)
      .Field("bytes_loaded", table.bytes_loaded)
      .Field("batches", table.batches)
      .Field("retries", table.retries)
      .Field("rows_read", table.rows.read)
      .Field("rows_inserted", table.rows.inserted)
      .Field("rows_changed", table.rows.changed)
      .Field("rows_unchanged", table.rows.unchanged())
      .Field("rows_deleted", table.rows.deleted)
      .Field("rows_expired", table.rows.expired)
      .Json("rows_rejected", RowCountsJson(table.rows.rejected))
      .Json("not_finite", RowCountsJson(table.rows.not_finite))
      .Finish();
}

std::string TablesJson(const LoadReport& report) {
  JsonObject tables;
  for (const TableId table : kLoadedTables) tables.Json(TableOf(table).name, TableJson(report.Of(table)));
  return tables.Finish();
}

}  // namespace

std::string RenderLoad(const LoadReport& report, bool color) {
  const TableLoad total = report.Total();
  if (total.files_loaded + total.files_failed + total.files_gone == 0 && report.retired_jobs == 0) {
    return "nothing to load\n";
  }
  std::vector<std::vector<Cell>> rows;
  for (const TableId id : kLoadedTables) {
    const TableLoad& table = report.Of(id);
    if (table.files_loaded + table.files_failed + table.rows.deleted == 0) continue;
    const auto count = [](uint64_t number) { return Cell::Number(FormatCount(number)); };
    rows.push_back({Cell::Text(std::string(TableOf(id).name)), count(table.files_loaded), count(table.rows.read),
                    count(table.rows.inserted), count(table.rows.changed), count(table.rows.unchanged()),
                    count(table.rows.deleted), count(table.rows.rejects() + table.rows.expired)});
  }
  TableStyle style;
  style.color = color;
  std::string text =
      RenderTable({"table", "files", "rows", "inserted", "changed", "unchanged", "deleted", "left out"}, rows, style);
  ReportLines lines(color);
  lines.Title("loaded " + Plural(total.files_loaded, "file") + ", " + FormatSize(total.bytes_loaded) + ", in " +
              FormatDuration(static_cast<int64_t>(report.seconds * 1000)));
  return text + lines.Take();
}

std::string LoadJson(const LoadReport& report) {
  std::vector<std::string> failed;
  failed.reserve(report.failed.size());
  for (const FailedFile& file : report.failed) {
    failed.push_back(JsonObject().Field("file", file.path).Field("error", file.error).Finish());
  }
  return JsonObject()
      .Field("load_id", report.load_id)
      .Json("tables", TablesJson(report))
      .Json("failed", JsonArray(failed))
      .Field("files_registered", report.registered.added)
      .Field("files_unchanged", report.registered.unchanged)
      .Field("files_forgotten", report.registered.forgotten)
      .Field("files_unknown_app", report.files_unknown_app)
      .Field("files_retried", report.files_retried)
      .Field("files_again", report.files_again)
      .Field("files_given_up", report.files_given_up)
      .Field("oldest_file_seconds", report.oldest_file_ms / 1000)
      .Field("notices_taken", report.notices.taken)
      .Field("notices_other", report.notices.other)
      .Field("notices_outside", report.notices.outside)
      .Field("notices_bad", report.notices.bad)
      .Field("batches_recovered", report.recovered)
      .Field("rejects_stored", report.rejects_stored)
      .Field("jobs_retired", report.retired_jobs)
      .Field("retirements_left", report.retirements_left)
      .Field("seconds", report.seconds)
      .Finish();
}

}  // namespace millrace
