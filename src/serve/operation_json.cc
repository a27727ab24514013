#include "serve/operation_json.h"

#include <cmath>

#include <simdjson.h>

#include "core/time.h"
#include "project/run_json.h"

namespace millrace {
namespace {

void AddCount(JsonObject& object, std::string_view name, const simdjson::dom::element& report, std::string_view path) {
  double number = 0;
  if (report.at_pointer(path).get(number) != simdjson::SUCCESS) {
    object.Json(name, "null");
  } else {
    object.Field(name, static_cast<int64_t>(std::llround(number)));
  }
}

std::string JobCountsJson(const simdjson::dom::element& report) {
  JsonObject object;
  AddCount(object, "files", report, "/files");
  AddCount(object, "bytes", report, "/bytes_in");
  AddCount(object, "rows", report, "/rows_read");
  AddCount(object, "events", report, "/events_read");
  AddCount(object, "rejected", report, "/events_rejected");
  AddCount(object, "bytes_out", report, "/bytes_out");
  double seconds = 0;
  if (report["seconds"].get(seconds) != simdjson::SUCCESS) return object.Json("seconds", "null").Finish();
  return object.Field("seconds", seconds).Finish();
}

}  // namespace

std::string InstantJson(int64_t time_ns) {
  return time_ns == 0 ? "null" : "\"" + FormatInstant(time_ns) + "\"";
}

JsonObject JobObject(const LedgerJob& job) {
  JsonObject object;
  object.Field("id", job.id)
      .Field("kind", JobKindName(job.kind))
      .Field("state", JobStateName(job.state))
      .Json("started", InstantJson(job.started_ns))
      .Json("finished", InstantJson(job.finished_ns))
      .Field("host", job.host)
      .FieldOrNull("error", job.error);
  simdjson::dom::parser parser;
  simdjson::dom::element report;
  const bool is_reported = parser.parse(job.counters).get(report) == simdjson::SUCCESS;
  object.Json("counts", is_reported ? JobCountsJson(report) : "null");
  bool flag = false;
  const bool has_law = is_reported && report["law_holds"].get(flag) == simdjson::SUCCESS;
  object.Json("law_holds", !has_law ? "null" : flag ? "true" : "false");
  const bool is_told = is_reported && report["wrote_no_event"].get(flag) == simdjson::SUCCESS;
  object.Field("wrote_no_event", is_told && flag);
  return object;
}

std::string AskerOf(const Call& call) {
  return call.caller.user.empty() ? call.request.client : call.caller.user;
}

JsonObject ApiRunObject(const RunDetails& details) {
  JsonObject object = RunObject(details);
  object.FieldOrNull("asked_by", details.run.asked_by)
      .FieldOrNull("parent", details.run.parent)
      .Field("attempts", details.attempts.size());
  return object;
}

}  // namespace millrace
