// Routes of operation: its overview, what object stores announce, and who changed what.
#include "core/json_object.h"
#include "core/time.h"
#include "http/problem.h"
#include "project/load_notices.h"
#include "project/operation.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/operation_json.h"
#include "serve/topics.h"

namespace millrace {
namespace {

std::string WorkflowJson(const WorkflowOverview& workflow, const std::string& time_zone) {
  const auto& known = workflow.status.schedule;
  std::vector<std::string> next;
  next.reserve(workflow.next_runs.size());
  for (const int64_t seconds : workflow.next_runs) next.push_back(FormatInstant(seconds * kNanosecondsPerSecond));
  return JsonObject()
      .Field("name", workflow.status.name)
      .FieldOrNull("schedule", workflow.schedule)
      .Field("timezone", known ? known->time_zone : time_zone)
      .Field("enabled", workflow.is_served)
      .FieldOrNull("next_run", next.empty() ? "" : next.front())
      .Json("next_runs", JsonTexts(next))
      .Json("run", workflow.status.run ? ApiRunObject(*workflow.status.run).Finish() : "null")
      .Finish();
}

std::string RawFolderJson(const FolderListing& listing) {
  JsonObject object;
  object.Field("folder_exists", listing.raw_folder_exists)
      .Json("listed_at", InstantJson(listing.listed_ns))
      .FieldOrNull("error", listing.raw_error)
      .Field("new_files", listing.Count(RawFileState::kNew))
      .Field("new_bytes", listing.new_bytes)
      .Field("settling", listing.Count(RawFileState::kSettling))
      .Field("left_out", listing.Count(RawFileState::kLeftOut))
      .Field("changed", listing.Count(RawFileState::kChanged))
      .Field("failing", listing.Count(RawFileState::kFailing))
      .Field("quarantined", listing.Count(RawFileState::kQuarantined))
      .Json("oldest_new", InstantJson(listing.oldest_new_ns));
  return object.Finish();
}

std::string LakeTablesJson(const FolderListing& listing) {
  std::vector<std::string> tables;
  tables.reserve(listing.tables.size());
  for (const TableSize& each : listing.tables) {
    tables.push_back(JsonObject()
                         .Field("name", TableOf(each.table).name)
                         .Field("files", each.files)
                         .Field("bytes", each.bytes)
                         .Finish());
  }
  return JsonArray(tables);
}

std::string WarehouseJson(const WarehouseStatus& warehouse) {
  const WaitingFiles waiting = warehouse.Waiting();
  return JsonObject()
      .Field("waiting_files", waiting.files)
      .Field("waiting_bytes", waiting.bytes)
      .Field("loaded", warehouse.files_loaded)
      .Field("failed", warehouse.files_failed)
      .Field("given_up", warehouse.files_given_up)
      .Field("unknown_app", warehouse.files_unknown_app)
      .Json("last_load", InstantJson(warehouse.last_load_ns))
      .Json("last_models", InstantJson(warehouse.last_models_ns))
      .Field("models_current", warehouse.are_models_current)
      .Finish();
}

http::Response GetOperation(const Call& call) {
  const OperationOverview overview = OverviewOf(call.console.project, call.console.listings, call.request.stop);
  std::vector<std::string> workflows;
  workflows.reserve(overview.workflows.size());
  for (const WorkflowOverview& each : overview.workflows) {
    workflows.push_back(WorkflowJson(each, overview.time_zone));
  }
  return http::JsonResponse(JsonObject()
                                .FieldOrNull("holder", overview.holder)
                                .Json("workflows", JsonArray(workflows))
                                .Json("raw", RawFolderJson(*overview.listing))
                                .FieldOrNull("lake_error", overview.listing->lake_error)
                                .Json("tables", LakeTablesJson(*overview.listing))
                                .Json("last_job", overview.last_job ? JobObject(*overview.last_job).Finish() : "null")
                                .Json("warehouse", overview.warehouse ? WarehouseJson(*overview.warehouse) : "null")
                                .Finish());
}

http::Response PostNotices(const Call& call) {
  const auto notices = TakeNotices(call.console.project, call.request.body);
  if (!notices) {
    throw http::ProblemError(
        {.status = 503, .detail = "a load is at work; send the notices again", .parameter = {}, .retry_after_s = 5});
  }
  const TakenNotices& taken = *notices;
  std::vector<std::string> unused;
  unused.reserve(taken.counts.unused.size());
  for (const UnusedNotice& each : taken.counts.unused) {
    unused.push_back(JsonObject().Field("line", each.line).Field("what", each.what).Finish());
  }
  return http::JsonResponse(JsonObject()
                                .Field("taken", taken.counts.taken)
                                .Field("added", taken.added)
                                .Field("other", taken.counts.other)
                                .Field("outside", taken.counts.outside)
                                .Field("bad", taken.counts.bad)
                                .Json("unused", JsonArray(unused))
                                .Finish());
}

http::Response GetAudit(const Call& call) {
  const auto limit = static_cast<size_t>(call.arguments.Integer("limit"));
  const auto entries =
      call.console.project.OpenLedgerToRead()->audit_log().Recent(limit, call.arguments.Integer("before"));
  std::vector<std::string> objects;
  objects.reserve(entries.size());
  for (const AuditEntry& each : entries) {
    objects.push_back(JsonObject()
                          .Field("number", each.number)
                          .Field("at", FormatInstant(each.at_ns))
                          .FieldOrNull("user", each.user)
                          .FieldOrNull("client", each.client)
                          .Field("action", each.action)
                          .Field("subject", each.subject)
                          .Field("outcome", each.outcome)
                          .Finish());
  }
  JsonObject page;
  page.Json("entries", JsonArray(objects));
  if (entries.size() == limit && entries.back().number > 1) {
    page.Field("next_before", entries.back().number);
  } else {
    page.Json("next_before", "null");
  }
  return http::JsonResponse(page.Finish());
}

constexpr std::string_view kOperationSchema =
    R"({"type":"object","required":["holder","workflows","raw","lake_error","tables","last_job","warehouse"],)"
    R"("properties":{"holder":{"type":["string","null"],"description":"Who is at work on the lake"},)"
    R"("workflows":{"type":"array","items":{"type":"object",)"
    R"("required":["name","schedule","timezone","enabled","next_run","next_runs","run"],"properties":{)"
    R"("name":{"type":"string"},)"
    R"("schedule":{"type":["string","null"],"description":"Null: it runs when something starts it"},)"
    R"("timezone":{"type":"string"},)"
    R"("enabled":{"type":"boolean","description":"A service is at work that carries out its runs"},)"
    R"("next_run":{"type":["string","null"],"format":"date-time","description":"Null: no service has seen the )"
    R"(schedule"},"next_runs":{"type":"array","items":{"type":"string","format":"date-time"}},)"
    R"("run":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Run"}],)"
    R"("description":"The oldest that is not over"}}}},)"
    R"("raw":{"type":"object","required":["folder_exists","listed_at","error","new_files","new_bytes","settling",)"
    R"("left_out","changed","failing","quarantined","oldest_new"],"properties":{"folder_exists":{"type":"boolean"},)"
    R"("listed_at":{"type":"string","format":"date-time"},)"
    R"("error":{"type":["string","null"],"description":"Why the folder cannot be listed"},)"
    R"("new_files":{"type":"integer"},"new_bytes":{"type":"integer"},)"
    R"("settling":{"type":"integer","description":"Files that may still be written"},)"
    R"("left_out":{"type":"integer","description":"Files whose names are not those of raw files"},)"
    R"("changed":{"type":"integer","description":"Files that have changed since they were read"},)"
    R"("failing":{"type":"integer","description":"Files that the next run tries again"},)"
    R"("quarantined":{"type":"integer","description":"Files that are not tried again by themselves"},)"
    R"("oldest_new":{"type":["string","null"],"format":"date-time"}}},)"
    R"("lake_error":{"type":["string","null"],"description":"Why the lake cannot be listed"},)"
    R"("tables":{"type":"array","items":{"type":"object","required":["name","files","bytes"],"properties":{)"
    R"("name":{"type":"string"},"files":{"type":"integer"},"bytes":{"type":"integer"}}}},)"
    R"("last_job":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Job"}]},)"
    R"("warehouse":{"oneOf":[{"type":"null"},{"type":"object","required":["waiting_files","waiting_bytes","loaded",)"
    R"("failed","given_up","unknown_app","last_load","last_models","models_current"],"properties":{)"
    R"("waiting_files":{"type":"integer"},"waiting_bytes":{"type":"integer"},"loaded":{"type":"integer"},)"
    R"("failed":{"type":"integer","description":"Files that are tried again"},)"
    R"("given_up":{"type":"integer","description":"Of these: failed too often"},)"
    R"("unknown_app":{"type":"integer","description":"Files of apps that are not configured"},)"
    R"("last_load":{"type":["string","null"],"format":"date-time"},)"
    R"("last_models":{"type":["string","null"],"format":"date-time"},)"
    R"("models_current":{"type":"boolean","description":"Nothing was loaded since"}}}],)"
    R"("description":"Null: the project has none"}}})";

constexpr std::string_view kNoticesSchema =
    R"({"type":"object","required":["taken","added","other","outside","bad","unused"],"properties":{)"
    R"("taken":{"type":"integer","description":"Notices of files of the lake"},)"
    R"("added":{"type":"integer","description":"Files that were not known before"},)"
    R"("other":{"type":"integer","description":"Deletions, tests and other events"},)"
    R"("outside":{"type":"integer","description":"Objects that are no files of the lake"},)"
    R"("bad":{"type":"integer","description":"Not a notice"},)"
    R"("unused":{"type":"array","description":"The first of outside and bad","items":{"type":"object",)"
    R"("required":["line","what"],"properties":{"line":{"type":"integer"},"what":{"type":"string"}}}}}})";

constexpr std::string_view kAuditSchema =
    R"({"type":"object","required":["entries","next_before"],"properties":{)"
    R"("entries":{"type":"array","items":{"type":"object",)"
    R"("required":["number","at","user","client","action","subject","outcome"],"properties":{)"
    R"("number":{"type":"integer"},"at":{"type":"string","format":"date-time"},"user":{"type":["string","null"]},)"
    R"("client":{"type":["string","null"],"description":"Null: a command on the server's machine"},)"
    R"("action":{"type":"string"},"subject":{"type":"string"},"outcome":{"type":"string"}}}},)"
    R"("next_before":{"type":["integer","null"],"description":"For the next page; null: there is none"}}})";

}  // namespace

Topic OperationTopic() {
  return {
      .name = "operation",
      .description = "Running the project",
      .routes =
          {{.method = "GET",
            .path = "/api/v1/operation",
            .name = "getOperation",
            .summary = "What the workflows do and will do, what waits, and how the last job ended",
            .needs_all_apps = true,
            .answer = {.description = "The overview; folders are listed every few seconds at most",
                       .schema = R"({"$ref":"#/components/schemas/Operation"})"},
            .handle = GetOperation},
           {.method = "POST",
            .path = "/api/v1/notices",
            .name = "postNotices",
            .summary = "Take notices of new objects in the lake, for the next load: S3 events, also inside SQS, SNS "
                       "and EventBridge messages",
            .scope = Scope::kOperate,
            .needs_all_apps = true,
            .body_schema = R"({"description":"As the object store sends it"})",
            .takes_text = true,
            .answer = {.description = "What became of them", .schema = R"({"$ref":"#/components/schemas/Notices"})"},
            .handle = PostNotices},
           {.method = "GET",
            .path = "/api/v1/audit",
            .name = "getAudit",
            .summary = "Who changed what, the newest first",
            .scope = Scope::kAdmin,
            .needs_all_apps = true,
            .parameters = {{.name = "limit",
                            .type = ParameterType::kInteger,
                            .description = "Most entries of the answer",
                            .default_value = "100",
                            .least = 1,
                            .greatest = 1000},
                           {.name = "before",
                            .type = ParameterType::kInteger,
                            .description = "Only entries before this number; 0: all",
                            .default_value = "0",
                            .greatest = INT64_MAX}},
            .answer = {.description = "A page of the audit log", .schema = R"({"$ref":"#/components/schemas/Audit"})"},
            .handle = GetAudit}},
      .schemas = {{"Operation", kOperationSchema}, {"Notices", kNoticesSchema}, {"Audit", kAuditSchema}}};
}

}  // namespace millrace
