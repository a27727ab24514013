#include "pipeline/report_json.h"

#include <cmath>
#include <string_view>

#include "core/json_object.h"
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
    fields.FieldOrNull("path", database.path);
    fields.Field("version", database.version);
    fields.FieldOrNull("checksum", database.checksum);
    if (database.age_days >= 0) {
      fields.Field("age_days", std::round(database.age_days * 10) / 10);
    } else {
      fields.Json("age_days", "null");
    }
    object.Json(database.name, fields.Finish());
  }
  return object.Finish();
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
                          .Field("quarantined", file.quarantined)
                          .Finish());
  }
  return JsonArray(objects);
}

std::string Again(const RunReport& report) {
  if (report.again.jobs_replaced == 0) return "null";
  return JsonObject()
      .Field("jobs_replaced", report.again.jobs_replaced)
      .Json("raw_files_gone", JsonTexts(report.again.gone))
      .Field("erasures_since", report.again.erasures)
      .Field("lake_files_replaced", report.rewrite.files_replaced)
      .Field("bytes_replaced", report.rewrite.bytes_replaced)
      .Field("lake_rows_read", report.rewrite.rows_read)
      .Finish();
}

void AddJob(JsonObject& object, const RunReport& report) {
  object.FieldOrNull("job_id", report.job_id);
  object.Field("runs", report.runs);
  object.Field("recovered_jobs", report.recovered);
}

void AddLakeFiles(JsonObject& object, const RunReport& report) {
  object.Field("lake_files", report.lake_files);
  object.Field("bytes_out", report.bytes_out);
}

void AddCost(JsonObject& object, const RunReport& report) {
  object.Field("seconds", Rounded(report.seconds));
  object.Field("threads", report.threads);
  object.Field("peak_memory_bytes", report.peak_memory_bytes);
  object.Field("price_per_core_hour", report.price_per_core_hour);
  object.Field("cost_usd", std::round(report.CostUsd() * 1e9) / 1e9);
}

void AddReplaced(JsonObject& object, const RunReport& report) {
  object.Field("lake_files_replaced", report.rewrite.files_replaced);
  object.Field("bytes_replaced", report.rewrite.bytes_replaced);
}

void AddProcess(JsonObject& object, const RunReport& report) {
  const Counters& counters = report.counters;
  object.Field("files", counters.files);
  object.Field("files_already_done", report.already_done);
  object.Field("days_not_listed", report.days_not_listed);
  object.Field("files_ignored", report.ignored);
  object.Field("files_unsettled", report.unsettled);
  object.Json("files_failed", FailedReads(report.failed_files));
  object.Json("folders_unlisted", FoldersUnlistedJson(report.unlisted));
  object.Field("files_quarantined", report.quarantined);
  object.Json("files_changed", ChangedReads(report.changed_files));
  object.Json("lake_files_lost", JsonTexts(report.lost_files));
  object.FieldOrNull("data_window_end", report.newest_file_ns == 0 ? "" : FormatInstant(report.newest_file_ns));
  object.Field("bytes_in", counters.bytes_in);
  object.Field("bytes_raw", counters.bytes_raw);
  AddLakeFiles(object, report);
  AddCounters(object, report);
  // Without a job no law was checked.
  object.Json("law_holds", report.runs == 0 ? "null" : counters.Balanced() ? "true" : "false");
  object.Json("again", Again(report));
  object.Field("events_per_second", std::round(report.EventsPerSecond()));
  AddCost(object, report);
  object.Json("estimate", report.estimate ? ToJson(*report.estimate) : "null");
  object.Json("databases", Databases(report.databases));
  std::map<std::string, double> stages;
  for (const auto& [stage, seconds] : report.stage_seconds) stages[stage] = Rounded(seconds);
  object.Json("stage_seconds", ObjectOf(stages));
}

// No law is checked for a replay: rejects that are rejected again belong to the counts of the run that rejected them.
void AddReplay(JsonObject& object, const RunReport& report) {
  object.Field("rejects_selected", report.replay.selected);
  object.Field("rejects_replayed", report.replay.replayed);
  object.Field("rejects_still_rejected", report.replay.still_rejected);
  object.Json("rows_written", RowsWritten(report.counters));
  object.Json("rejected", Rejected(report.counters));
  AddLakeFiles(object, report);
  AddCost(object, report);
  object.Json("databases", Databases(report.databases));
}

void AddRewrite(JsonObject& object, const RunReport& report) {
  AddReplaced(object, report);
  object.Field("lake_rows_read", report.rewrite.rows_read);
  object.Json("rows_written", RowsWritten(report.counters));
  AddLakeFiles(object, report);
  AddCost(object, report);
}

void AddErasure(JsonObject& object, const RunReport& report) {
  object.Json("rows_erased", ObjectOf(report.rows_erased));
  AddReplaced(object, report);
  AddLakeFiles(object, report);
  object.Json("proof", report.erasure_proof.empty() ? "null" : report.erasure_proof);
  AddCost(object, report);
}

}  // namespace

void AddCounters(JsonObject& object, const RunReport& report) {
  const Counters& counters = report.counters;
  object.Field("lines", counters.lines);
  object.Field("rows_read", counters.rows_read);
  object.Field("requests", counters.requests);
  object.Field("events_read", counters.events_read);
  object.Field("events_derived", counters.events_derived);
  object.Field("events_rejected", report.EventsRejected());
  object.Field("rows_rejected", report.RowsRejected());
  object.Json("rows_written", RowsWritten(counters));
  object.Json("rejected", Rejected(counters));
  object.Json("rejected_by_plugin", ObjectOf(counters.rejected_by_plugin));
  const InputForm form = counters.wrong_input.form();
  object.FieldOrNull("rejects_look_like", form == InputForm::kUnknown ? "" : FormName(form));
  object.Field("wrote_no_event", WroteNoEvent(report));
  object.Field("items_read", counters.items_read);
  object.Field("items_without_id", counters.items_without_id);
  object.Field("items_duplicate", counters.items_duplicate);
  object.Field("events_clock_corrected", counters.events_clock_corrected);
  object.Field("texts_truncated", counters.texts_truncated);
  object.Field("request_texts_cut", counters.request_texts_cut);
  object.Field("custom_parameters_dropped", counters.custom_parameters_dropped);
  object.Field("rows_with_replaced_utf8", counters.rows_with_replaced_utf8);
  object.Field("ingest_times_in_seconds", counters.ingest_times_in_seconds);
  object.Json("lenient_fields", ObjectOf(counters.lenient_fields));
}

std::string FoldersUnlistedJson(const std::vector<UnlistedFolder>& folders) {
  std::vector<std::string> objects;
  objects.reserve(folders.size());
  for (const UnlistedFolder& folder : folders) {
    objects.push_back(JsonObject().Field("folder", folder.name).Field("reason", folder.reason).Finish());
  }
  return JsonArray(objects);
}

std::string ReportJson(const RunReport& report, JobKind kind) {
  JsonObject object;
  AddJob(object, report);
  switch (kind) {
    case JobKind::kProcess:
    case JobKind::kAgain:
      AddProcess(object, report);
      break;
    case JobKind::kReplay:
      AddReplay(object, report);
      break;
    case JobKind::kCompact:
    case JobKind::kLoad:
      AddRewrite(object, report);
      break;
    case JobKind::kReenrich:
      AddRewrite(object, report);
      object.Json("databases", Databases(report.databases));
      break;
    case JobKind::kErase:
      AddErasure(object, report);
      break;
    case JobKind::kExpire:
      object.Field("lake_files_removed", report.rewrite.files_replaced);
      object.Field("bytes_removed", report.rewrite.bytes_replaced);
      AddCost(object, report);
      break;
  }
  return object.Finish();
}

}  // namespace millrace
