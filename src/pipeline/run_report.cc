#include "pipeline/run_report.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <sys/resource.h>

#include "core/json_object.h"
#include "core/json_text.h"
#include "core/time.h"

namespace millrace {
namespace {

template <typename Map>
std::string ObjectOf(const Map& map) {
  JsonObject object;
  for (const auto& [name, number] : map) object.Field(name, number);
  return object.Finish();
}

// To microseconds, so that the text stays short.
double Rounded(double seconds) {
  return std::round(seconds * 1e6) / 1e6;
}

std::string RowsWritten(const Counters& counters) {
  JsonObject object;
  for (const Table& table : AllTables()) {
    object.Field(table.name, counters.rows_written[static_cast<size_t>(table.id)]);
  }
  return object.Finish();
}

std::string Rejected(const Counters& counters) {
  JsonObject object;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    object.Field(RejectReasonName(static_cast<RejectReason>(i)), counters.rejected[static_cast<size_t>(i)]);
  }
  return object.Finish();
}

std::string Databases(const std::vector<DatabaseInfo>& databases) {
  JsonObject object;
  for (const DatabaseInfo& database : databases) {
    JsonObject fields;
    fields.Field("path", database.path);
    fields.Field("version", database.version);
    if (!database.checksum.empty()) fields.Field("checksum", database.checksum);
    if (database.age_days >= 0) fields.Field("age_days", std::round(database.age_days * 10) / 10);
    object.Json(database.name, fields.Finish());
  }
  return object.Finish();
}

std::string TextArray(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  quoted.reserve(texts.size());
  for (const std::string& text : texts) AppendJsonText(quoted.emplace_back(), text);
  return JsonArray(quoted);
}

std::string ChangedReads(const std::vector<ChangedRead>& files) {
  std::vector<std::string> objects;
  objects.reserve(files.size());
  for (const ChangedRead& file : files) {
    objects.push_back(JsonObject().Field("file", file.name).Field("change", file.what).Finish());
  }
  return JsonArray(objects);
}

std::string FailedReads(const std::vector<FailedRead>& files) {
  std::vector<std::string> objects;
  objects.reserve(files.size());
  for (const FailedRead& file : files) {
    objects.push_back(JsonObject()
                          .Field("file", file.name)
                          .Field("reason", file.reason)
                          .Field("failures", file.failures)
                          .Json("quarantined", file.quarantined ? "true" : "false")
                          .Finish());
  }
  return JsonArray(objects);
}

uint64_t SumRejected(const Counters& counters, bool of_events) {
  uint64_t sum = 0;
  for (int i = 0; i < kRejectReasonCount; ++i) {
    if (IsEventReason(static_cast<RejectReason>(i)) == of_events) sum += counters.rejected[static_cast<size_t>(i)];
  }
  return sum;
}

}  // namespace

uint64_t RunReport::EventsRejected() const {
  return SumRejected(counters, true);
}
uint64_t RunReport::RowsRejected() const {
  return SumRejected(counters, false);
}

double RunReport::EventsPerSecond() const {
  return seconds > 0 ? static_cast<double>(counters.events_read) / seconds : 0;
}

double RunReport::CostUsd() const {
  return threads * seconds / 3600 * price_per_core_hour;
}

void RunReport::Add(const RunReport& later) {
  if (!later.job_id.empty()) job_id = later.job_id;
  runs += later.runs;
  recovered += later.recovered;
  counters.Add(later.counters);
  replay.selected += later.replay.selected;
  replay.replayed += later.replay.replayed;
  replay.still_rejected += later.replay.still_rejected;
  if (later.estimate && estimate) {
    estimate->Add(*later.estimate);
  } else if (later.estimate) {
    estimate = later.estimate;
  }
  rewrite.files_replaced += later.rewrite.files_replaced;
  rewrite.bytes_replaced += later.rewrite.bytes_replaced;
  rewrite.rows_read += later.rewrite.rows_read;
  again.jobs_replaced += later.again.jobs_replaced;
  again.gone.insert(again.gone.end(), later.again.gone.begin(), later.again.gone.end());
  again.erasures = std::max(again.erasures, later.again.erasures);
  lake_files += later.lake_files;
  bytes_out += later.bytes_out;
  already_done += later.already_done;
  ignored += later.ignored;
  unsettled += later.unsettled;
  failed_files.insert(failed_files.end(), later.failed_files.begin(), later.failed_files.end());
  quarantined += later.quarantined;
  still_written.insert(still_written.end(), later.still_written.begin(), later.still_written.end());
  if (later.newest_file_ns != 0) {
    newest_file_ns = newest_file_ns == 0 ? later.newest_file_ns : std::max(newest_file_ns, later.newest_file_ns);
  }
  changed_files.insert(changed_files.end(), later.changed_files.begin(), later.changed_files.end());
  lost_files.insert(lost_files.end(), later.lost_files.begin(), later.lost_files.end());
  seconds += later.seconds;
  threads = std::max(threads, later.threads);
  price_per_core_hour = std::max(price_per_core_hour, later.price_per_core_hour);
  peak_memory_bytes = std::max(peak_memory_bytes, later.peak_memory_bytes);
  if (!later.databases.empty()) databases = later.databases;
  for (const auto& [stage, stage_time] : later.stage_seconds) stage_seconds[stage] += stage_time;
}

bool WroteNoEvent(const RunReport& report) {
  return report.counters.rows_read > 0 && report.replay.selected == 0 &&
         report.counters.rows_written[static_cast<size_t>(TableId::kEvent)] == 0;
}

std::string ToJson(const RunReport& report) {
  const Counters& counters = report.counters;
  JsonObject object;
  object.Field("job_id", report.job_id);
  object.Field("runs", report.runs);
  object.Field("recovered_jobs", report.recovered);
  object.Field("files", counters.files);
  object.Field("files_already_done", report.already_done);
  object.Field("files_ignored", report.ignored);
  object.Field("files_unsettled", report.unsettled);
  object.Json("files_failed", FailedReads(report.failed_files));
  object.Field("files_quarantined", report.quarantined);
  object.Json("files_changed", ChangedReads(report.changed_files));
  object.Json("lake_files_lost", TextArray(report.lost_files));
  if (report.newest_file_ns != 0) object.Field("data_window_end", FormatInstant(report.newest_file_ns));
  object.Field("bytes_in", counters.bytes_in);
  object.Field("bytes_raw", counters.bytes_raw);
  object.Field("bytes_out", report.bytes_out);
  object.Field("lake_files", report.lake_files);
  object.Field("lines", counters.lines);
  object.Field("rows_read", counters.rows_read);
  object.Field("requests", counters.requests);
  object.Field("events_read", counters.events_read);
  object.Field("events_derived", counters.events_derived);
  object.Field("events_rejected", report.EventsRejected());
  object.Field("rows_rejected", report.RowsRejected());
  object.Json("rows_written", RowsWritten(counters));
  object.Json("rejected", Rejected(counters));
  if (!counters.rejected_by_plugin.empty()) object.Json("rejected_by_plugin", ObjectOf(counters.rejected_by_plugin));
  if (const InputForm form = counters.wrong_input.form(); form != InputForm::kUnknown) {
    object.Field("rejects_look_like", FormName(form));
  }
  if (WroteNoEvent(report)) object.Field("wrote_no_event", true);
  object.Field("late", counters.rejected[static_cast<size_t>(RejectReason::late)]);
  object.Field("items_read", counters.items_read);
  object.Field("items_without_id", counters.items_without_id);
  object.Field("items_duplicate", counters.items_duplicate);
  object.Field("events_clock_corrected", counters.events_clock_corrected);
  object.Field("texts_truncated", counters.texts_truncated);
  object.Field("custom_parameters_dropped", counters.custom_parameters_dropped);
  object.Field("rows_with_replaced_utf8", counters.rows_with_replaced_utf8);
  object.Field("ingest_times_in_seconds", counters.ingest_times_in_seconds);
  object.Json("lenient_fields", ObjectOf(counters.lenient_fields));
  if (report.replay.selected > 0) {
    JsonObject replay;
    replay.Field("selected", report.replay.selected);
    replay.Field("replayed", report.replay.replayed);
    replay.Field("still_rejected", report.replay.still_rejected);
    object.Json("replay", replay.Finish());
  }
  // A replay does not write rejects again, so its counters do not balance by themselves.
  if (report.replay.selected == 0) object.Field("law_holds", counters.Balanced());
  if (report.rewrite.files_replaced > 0) {
    JsonObject rewrite;
    rewrite.Field("files_replaced", report.rewrite.files_replaced);
    rewrite.Field("bytes_replaced", report.rewrite.bytes_replaced);
    rewrite.Field("rows_read", report.rewrite.rows_read);
    object.Json("rewrite", rewrite.Finish());
  }
  if (report.again.jobs_replaced > 0) {
    JsonObject again;
    again.Field("jobs_replaced", report.again.jobs_replaced);
    again.Json("raw_files_gone", TextArray(report.again.gone));
    again.Field("erasures_since", report.again.erasures);
    object.Json("again", again.Finish());
  }
  object.Field("seconds", Rounded(report.seconds));
  object.Field("events_per_second", std::round(report.EventsPerSecond()));
  object.Field("threads", report.threads);
  object.Field("peak_memory_bytes", report.peak_memory_bytes);
  object.Field("price_per_core_hour", report.price_per_core_hour);
  object.Field("cost_usd", std::round(report.CostUsd() * 1e9) / 1e9);
  if (report.estimate) object.Json("estimate", ToJson(*report.estimate));
  object.Json("databases", Databases(report.databases));
  if (!report.stage_seconds.empty()) {
    std::map<std::string, double> rounded;
    for (const auto& [stage, stage_time] : report.stage_seconds) rounded[stage] = Rounded(stage_time);
    object.Json("stage_seconds", ObjectOf(rounded));
  }
  return object.Finish();
}

uint64_t PeakMemoryBytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace millrace
