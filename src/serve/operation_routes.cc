// Routes of operation: what object stores announce, and who changed what.
#include "core/json_object.h"
#include "core/time.h"
#include "http/problem.h"
#include "project/load_notices.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

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
          {{.method = "POST",
            .path = "/api/v1/notices",
            .name = "postNotices",
            .summary = "Take notices of new objects in the lake, for the next load: S3 events, also inside SQS, SNS "
                       "and EventBridge messages",
            .scope = Scope::kOperate,
            .body_schema = R"({"description":"As the object store sends it"})",
            .answer = {.description = "What became of them", .schema = R"({"$ref":"#/components/schemas/Notices"})"},
            .handle = PostNotices},
           {.method = "GET",
            .path = "/api/v1/audit",
            .name = "getAudit",
            .summary = "Who changed what, the newest first",
            .scope = Scope::kAdmin,
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
      .schemas = {{"Notices", kNoticesSchema}, {"Audit", kAuditSchema}}};
}

}  // namespace millrace
