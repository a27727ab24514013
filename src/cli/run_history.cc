#include "cli/run_history.h"

#include <cmath>

#include <simdjson.h>

#include "core/json_object.h"
#include "core/one_line.h"
#include "core/quantity.h"
#include "core/time.h"
#include "core/utf8.h"

namespace millrace {
namespace {

// A column of the history: its title, the position of its number in the report, and its format.
struct HistoryColumn {
  enum class Form : uint8_t { kCount, kSize, kSeconds, kDollars };
  const char* title;
  const char* path;  // a JSON pointer
  Form form = Form::kCount;
};

constexpr HistoryColumn kColumns[] = {
    {"files", "/files"},
    {"in", "/bytes_in", HistoryColumn::Form::kSize},
    {"rows read", "/rows_read"},
    {"rows rejected", "/rows_rejected"},
    {"events read", "/events_read"},
    {"events written", "/rows_written/event_v2"},
    {"events rejected", "/events_rejected"},
    {"late", "/rejected/late"},
    {"unknown app", "/rejected/unknown_app"},
    {"bot", "/rejected/bot"},
    {"items", "/rows_written/item_v2"},
    {"users", "/rows_written/user_v2"},
    {"sessions", "/rows_written/session"},
    {"out", "/bytes_out", HistoryColumn::Form::kSize},
    {"memory", "/peak_memory_bytes", HistoryColumn::Form::kSize},
    {"estimated time", "/estimate/seconds", HistoryColumn::Form::kSeconds},
    {"estimated memory", "/estimate/peak_memory_bytes", HistoryColumn::Form::kSize},
    {"cost", "/cost_usd", HistoryColumn::Form::kDollars},
};

Cell ReportedCell(const HistoryColumn& column, const simdjson::dom::element& report) {
  double number = 0;
  // It may be missing in the report of an older version.
  if (report.at_pointer(column.path).get(number) != simdjson::SUCCESS) return Cell::Null();
  const auto count = static_cast<uint64_t>(std::llround(number));
  switch (column.form) {
    case HistoryColumn::Form::kSize:
      return Cell::Number(FormatSize(count));
    case HistoryColumn::Form::kSeconds:
      return Cell::Number(FormatDuration(std::llround(number * 1000)));
    case HistoryColumn::Form::kDollars:
      return Cell::Number("$" + FormatDecimal(number));
    case HistoryColumn::Form::kCount:
      break;
  }
  return Cell::Number(FormatCount(count));
}

Cell LawOf(const simdjson::dom::element& report) {
  bool holds = false;
  if (report["law_holds"].get(holds) != simdjson::SUCCESS) return Cell::Null();
  return Cell::Text(holds ? "holds" : "BROKEN");
}

std::vector<Cell> RowOf(const LedgerJob& job, simdjson::dom::parser& parser) {
  const bool finished = job.finished_ns > job.started_ns;
  std::vector<Cell> row = {
      Cell::Text(job.id), Cell::Text(std::string(JobKindName(job.kind))),
      Cell::Text(std::string(JobStateName(job.state))), Cell::Text(FormatInstant(job.started_ns)),
      finished ? Cell::Text(FormatDuration((job.finished_ns - job.started_ns) / 1'000'000)) : Cell::Null()};
  simdjson::dom::element report;
  const bool reported = parser.parse(job.counters).get(report) == simdjson::SUCCESS;
  for (const HistoryColumn& column : kColumns) row.push_back(reported ? ReportedCell(column, report) : Cell::Null());
  row.push_back(reported ? LawOf(report) : Cell::Null());
  row.push_back(FaultCell(job));
  return row;
}

}  // namespace

bool WroteNoEvent(const LedgerJob& job, std::string* rejects_look_like) {
  simdjson::dom::parser parser;
  simdjson::dom::element report;
  bool none = false;
  if (parser.parse(job.counters).get(report) != simdjson::SUCCESS) return false;
  if (report["wrote_no_event"].get(none) != simdjson::SUCCESS || !none) return false;
  std::string_view form;
  if (rejects_look_like != nullptr && report["rejects_look_like"].get(form) == simdjson::SUCCESS) {
    *rejects_look_like = form;
  }
  return true;
}

Cell FaultCell(const LedgerJob& job) {
  if (!job.error.empty()) return Cell::Text(OneLine(EscapeInvalidUtf8(job.error)));
  std::string form;
  if (!WroteNoEvent(job, &form)) return Cell::Null();
  return Cell::Text("read rows, wrote no event" + (form.empty() ? form : "; rejects look like " + form));
}

std::string RenderHistory(const std::vector<LedgerJob>& jobs, const TableStyle& style) {
  std::vector<std::string> titles = {"job", "kind", "state", "started", "time"};
  for (const HistoryColumn& column : kColumns) titles.emplace_back(column.title);
  titles.emplace_back("law");
  titles.emplace_back("error");
  simdjson::dom::parser parser;
  std::vector<std::vector<Cell>> rows;
  rows.reserve(jobs.size());
  for (const LedgerJob& job : jobs) rows.push_back(RowOf(job, parser));
  return RenderTable(titles, rows, style);
}

std::string JobJson(const LedgerJob& job) {
  JsonObject object;
  object.Field("job_id", job.id)
      .Field("kind", JobKindName(job.kind))
      .Field("state", JobStateName(job.state))
      .Field("started", FormatInstant(job.started_ns));
  object.FieldOrNull("finished", job.finished_ns == 0 ? "" : FormatInstant(job.finished_ns));
  object.Field("host", job.host).Field("pid", job.pid).FieldOrNull("error", job.error);
  object.Json("report", job.counters.empty() ? "null" : job.counters);
  return object.Finish();
}

}  // namespace millrace
