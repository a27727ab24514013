#include "cli/report_print.h"

#include <algorithm>

#include "core/json_object.h"
#include "core/quantity.h"
#include "core/terminal.h"
#include "core/time.h"

namespace millrace {
namespace {

constexpr size_t kNameWidth = 20;
// Of a plan this many files are named; --json names all.
constexpr size_t kFilesShown = 10;

// Lines of a name and what belongs to it.
class Lines {
 public:
  explicit Lines(bool color) : color_(color) {}
  void Title(const std::string& text) { out_ += Paint(text, Color::kBold, color_) + "\n"; }
  void Add(const std::string& name, const std::string& value) {
    const size_t width = DisplayWidth(name);
    out_ += "  " + name + std::string(width < kNameWidth ? kNameWidth - width : 2, ' ') + value + "\n";
  }
  // Only where there is something to say.
  void Count(const std::string& name, uint64_t count) {
    if (count > 0) Add(name, FormatCount(count));
  }
  void Text(const std::string& text) { out_ += text + "\n"; }
  std::string Take() { return std::move(out_); }

 private:
  bool color_;
  std::string out_;
};

std::string Share(uint64_t part, uint64_t whole) {
  if (whole == 0) return {};
  return " (" + FormatDecimal(100.0 * static_cast<double>(part) / static_cast<double>(whole)) + " %)";
}

std::string Plural(uint64_t count, const std::string& noun) {
  return FormatCount(count) + " " + noun + (count == 1 ? "" : "s");
}

void AddRejects(Lines& lines, const Counters& counters, uint64_t whole, bool of_events) {
  for (int i = 0; i < kRejectReasonCount; ++i) {
    const auto reason = static_cast<RejectReason>(i);
    const uint64_t count = counters.rejected[static_cast<size_t>(i)];
    if (IsEventReason(reason) != of_events || count == 0) continue;
    lines.Add("  " + std::string(RejectReasonName(reason)), FormatCount(count) + Share(count, whole));
  }
}

}  // namespace

double RejectedShare(const RunReport& report) {
  const uint64_t rejected = report.EventsRejected() + report.RowsRejected();
  const uint64_t all = report.counters.events_read + report.RowsRejected();
  return all == 0 ? 0 : static_cast<double>(rejected) / static_cast<double>(all);
}

std::string RenderReport(const RunReport& report, bool color) {
  const Counters& counters = report.counters;
  Lines lines(color);
  lines.Title("job " + report.job_id + (report.runs > 1 ? ", the last of " + std::to_string(report.runs) : ""));
  lines.Add("files", FormatCount(counters.files) + ", " + FormatSize(counters.bytes_in) + ", uncompressed " +
                         FormatSize(counters.bytes_raw));
  lines.Add("requests", FormatCount(counters.requests));
  lines.Count("rows rejected", report.RowsRejected());
  AddRejects(lines, counters, counters.requests + report.RowsRejected(), false);
  lines.Add("events read", FormatCount(counters.events_read));
  lines.Add("events written", FormatCount(counters.rows_written[static_cast<size_t>(TableId::kEvent)]));
  lines.Count("events rejected", report.EventsRejected());
  AddRejects(lines, counters, counters.events_read, true);
  for (const TableId table : {TableId::kItem, TableId::kUser, TableId::kSession}) {
    lines.Add("rows in " + std::string(TableOf(table).name),
              FormatCount(counters.rows_written[static_cast<size_t>(table)]));
  }
  lines.Count("items without id", counters.items_without_id);
  lines.Count("duplicate items", counters.items_duplicate);
  lines.Count("clocks corrected", counters.events_clock_corrected);
  lines.Count("texts cut", counters.texts_truncated);
  lines.Count("rows with bad UTF-8", counters.rows_with_replaced_utf8);
  for (const auto& [field, count] : counters.lenient_fields) lines.Count("odd " + field, count);
  if (report.replay.selected > 0) {
    lines.Add("rejects chosen", FormatCount(report.replay.selected));
    lines.Add("  now in the tables", FormatCount(report.replay.replayed));
    lines.Add("  still rejected", FormatCount(report.replay.still_rejected));
  }
  lines.Add("written", Plural(report.lake_files, "file") + ", " + FormatSize(report.bytes_out));
  const double megabytes = report.seconds > 0 ? static_cast<double>(counters.bytes_raw) / 1e6 / report.seconds : 0;
  lines.Add("time", FormatDuration(static_cast<int64_t>(report.seconds * 1000)) + " on " +
                        Plural(static_cast<uint64_t>(report.threads), "thread") + ", " +
                        FormatDecimal(report.EventsPerSecond()) + " events/s, " + FormatDecimal(megabytes) + " MB/s");
  lines.Add("peak memory", FormatSize(report.peak_memory_bytes));
  lines.Add("cost", "$" + FormatDecimal(report.CostUsd()) + " at $" + FormatDecimal(report.price_per_core_hour) +
                        " per core-hour");
  double all_stages = 0;
  for (const auto& [stage, seconds] : report.stage_seconds) all_stages += seconds;
  for (const auto& [stage, seconds] : report.stage_seconds) {
    lines.Add(stage,
              FormatDecimal(seconds) + " s (" + FormatDecimal(100 * seconds / std::max(all_stages, 1e-9)) + " %)");
  }
  lines.Text(FormatCount(counters.events_read) +
             " events read = " + FormatCount(counters.rows_written[static_cast<size_t>(TableId::kEvent)]) +
             " written + " + FormatCount(report.EventsRejected()) + " rejected");
  return lines.Take();
}

std::string RenderPlan(const Plan& plan, bool color) {
  Lines lines(color);
  lines.Title("would read " + Plural(plan.files, "file") + ", " + FormatSize(plan.bytes) + ", in " +
              Plural(plan.runs.size(), "run"));
  size_t shown = 0;
  for (size_t i = 0; i < plan.runs.size(); ++i) {
    for (const PlannedFile& file : plan.runs[i]) {
      if (shown++ >= kFilesShown) continue;
      lines.Text("  run " + std::to_string(i + 1) + "  " + FormatInstant(file.info.modified_ns) + "  " +
                 FormatSize(file.info.size) + "  " + file.name);
    }
  }
  if (shown > kFilesShown) lines.Text("  and " + FormatCount(shown - kFilesShown) + " more");
  if (plan.already_done > 0) lines.Text("left out: " + Plural(plan.already_done, "file") + ", read by an earlier run");
  if (plan.in_progress > 0)
    lines.Text("left out: " + Plural(plan.in_progress, "file") + ", claimed by a run in progress");
  if (plan.outside_window > 0) {
    lines.Text("left out: " + Plural(plan.outside_window, "file") + ", modified outside --from and --to");
  }
  for (const ChangedFile& file : plan.changed) {
    lines.Text("left out: " + file.name + ", which was read when it had " + FormatCount(file.known.size) +
               " bytes and has " + FormatCount(file.info.size) + " now; give new content a new name");
  }
  return lines.Take();
}

std::string PlanJson(const Plan& plan) {
  std::vector<std::string> files;
  for (size_t i = 0; i < plan.runs.size(); ++i) {
    for (const PlannedFile& file : plan.runs[i]) {
      files.push_back(JsonObject()
                          .Field("run", i + 1)
                          .Field("file", file.name)
                          .Field("bytes", file.info.size)
                          .Field("modified", FormatInstant(file.info.modified_ns))
                          .Finish());
    }
  }
  std::vector<std::string> changed;
  changed.reserve(plan.changed.size());
  for (const ChangedFile& file : plan.changed) {
    changed.push_back(JsonObject()
                          .Field("file", file.name)
                          .Field("bytes", file.info.size)
                          .Field("bytes_when_read", file.known.size)
                          .Finish());
  }
  return JsonObject()
      .Field("dry_run", true)
      .Field("runs", plan.runs.size())
      .Field("files", plan.files)
      .Field("bytes_in", plan.bytes)
      .Field("files_already_done", plan.already_done)
      .Field("files_in_progress", plan.in_progress)
      .Field("files_outside_window", plan.outside_window)
      .Json("files_changed", JsonArray(changed))
      .Json("planned", JsonArray(files))
      .Finish();
}

}  // namespace millrace
