#include "cli/report_print.h"

#include <algorithm>

#include "cli/report_lines.h"
#include "core/quantity.h"
#include "core/time.h"

namespace millrace {
namespace {

std::string Share(uint64_t part, uint64_t whole) {
  if (whole == 0) return {};
  return " (" + FormatDecimal(100.0 * static_cast<double>(part) / static_cast<double>(whole)) + " %)";
}

void AddRejects(ReportLines& lines, const Counters& counters, uint64_t whole, bool of_events) {
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const auto reason = static_cast<RejectReason>(i);
    const uint64_t count = counters.rejected[static_cast<size_t>(i)];
    if (IsEventReason(reason) != of_events || count == 0) continue;
    lines.Add("  " + std::string(RejectReasonName(reason)), FormatCount(count) + Share(count, whole));
    if (reason != RejectReason::plugin) continue;
    for (const auto& [plugin, rejected] : counters.rejected_by_plugin)
      lines.Add("    " + plugin, FormatCount(rejected));
  }
}

void AddTitle(ReportLines& lines, const RunReport& report) {
  lines.Title("job " + report.job_id +
              (report.runs > 1 ? ", the last of " + std::to_string(report.runs) + " jobs" : ""));
}

// The rows of all tables except event_v2, which the caller adds.
void AddRows(ReportLines& lines, const Counters& counters) {
  for (const TableId table : {TableId::kItem, TableId::kUser, TableId::kSession}) {
    lines.Add("rows in " + std::string(TableOf(table).name),
              FormatCount(counters.rows_written[static_cast<size_t>(table)]));
  }
}

void AddLakeFiles(ReportLines& lines, const RunReport& report) {
  lines.Add("written", Plural(report.lake_files, "file") + ", " + FormatSize(report.bytes_out));
}

void AddCost(ReportLines& lines, const RunReport& report) {
  lines.Add("peak memory", FormatSize(report.peak_memory_bytes));
  lines.Add("cost", FormatCost(report.CostUsd()) + " at " + FormatCost(report.price_per_core_hour) + " per core-hour");
}

}  // namespace

double RejectedShare(const RunReport& report) {
  const uint64_t rejected = report.EventsRejected() + report.RowsRejected();
  const uint64_t all = report.counters.events_read + report.RowsRejected();
  return all == 0 ? 0 : static_cast<double>(rejected) / static_cast<double>(all);
}

std::string RenderReport(const RunReport& report, bool color) {
  const Counters& counters = report.counters;
  ReportLines lines(color);
  AddTitle(lines, report);
  lines.Add("files", FormatCount(counters.files) + ", " + FormatSize(counters.bytes_in) + ", uncompressed " +
                         FormatSize(counters.bytes_raw));
  lines.Add("requests", FormatCount(counters.requests));
  lines.Count("rows rejected", report.RowsRejected());
  AddRejects(lines, counters, counters.requests + report.RowsRejected(), false);
  lines.Add("events read", FormatCount(counters.events_read));
  lines.Count("events derived", counters.events_derived);
  lines.Add("events written", FormatCount(counters.rows_written[static_cast<size_t>(TableId::kEvent)]));
  lines.Count("events rejected", report.EventsRejected());
  AddRejects(lines, counters, counters.events_read, true);
  AddRows(lines, counters);
  lines.Count("items without id", counters.items_without_id);
  lines.Count("duplicate items", counters.items_duplicate);
  lines.Count("clocks corrected", counters.events_clock_corrected);
  lines.Count("strings cut", counters.texts_truncated);
  lines.Count("request fields cut", counters.request_texts_cut);
  lines.Count("UTF-8 repaired", counters.rows_with_replaced_utf8);
  lines.Count("times in seconds", counters.ingest_times_in_seconds);
  for (const auto& [field, count] : counters.lenient_fields) lines.Count("null " + field, count);
  lines.Count("jobs replaced", report.again.jobs_replaced);
  AddLakeFiles(lines, report);
  const double megabytes = report.seconds > 0 ? static_cast<double>(counters.bytes_raw) / 1e6 / report.seconds : 0;
  lines.Add("time", FormatDuration(static_cast<int64_t>(report.seconds * 1000)) + " on " +
                        Plural(static_cast<uint64_t>(report.threads), "thread") + ", " +
                        FormatDecimal(report.EventsPerSecond()) + " events/s, " + FormatDecimal(megabytes) + " MB/s");
  AddCost(lines, report);
  if (report.estimate) {
    lines.Add("estimated", FormatDuration(static_cast<int64_t>(report.estimate->seconds * 1000)) + ", " +
                               FormatSize(report.estimate->peak_memory_bytes) + ", " +
                               FormatCost(report.estimate->cost_usd));
  }
  double all_stages = 0;
  for (const auto& [stage, seconds] : report.stage_seconds) all_stages += seconds;
  for (const auto& [stage, seconds] : report.stage_seconds) {
    lines.Add(stage,
              FormatDecimal(seconds) + " s (" + FormatDecimal(100 * seconds / std::max(all_stages, 1e-9)) + " %)");
  }
  const std::string derived =
      counters.events_derived == 0 ? "" : " + " + FormatCount(counters.events_derived) + " derived";
  lines.Text(FormatCount(counters.events_read) + " events read" + derived + " = " +
             FormatCount(counters.rows_written[static_cast<size_t>(TableId::kEvent)]) + " written + " +
             FormatCount(report.EventsRejected()) + " rejected");
  return lines.Take();
}

std::string RenderReplay(const RunReport& report, bool color) {
  const Counters& counters = report.counters;
  ReportLines lines(color);
  AddTitle(lines, report);
  lines.Add("rejects chosen", FormatCount(report.replay.selected));
  lines.Add("  replayed", FormatCount(report.replay.replayed));
  lines.Add("  still rejected", FormatCount(report.replay.still_rejected));
  AddRejects(lines, counters, 0, false);
  AddRejects(lines, counters, 0, true);
  if (report.replay.replayed > 0) {
    lines.Add("events written", FormatCount(counters.rows_written[static_cast<size_t>(TableId::kEvent)]));
    AddRows(lines, counters);
    AddLakeFiles(lines, report);
  }
  lines.Add("time", FormatDuration(static_cast<int64_t>(report.seconds * 1000)));
  AddCost(lines, report);
  return lines.Take();
}

}  // namespace millrace
