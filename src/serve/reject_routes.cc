// Routes of rejects: how many there are and why, examples, and their replay.
#include <algorithm>

#include "explore/analysis_parts.h"

#include "core/time.h"
#include "http/problem.h"
#include "project/asked_runs.h"
#include "project/reject_meaning.h"
#include "project/rejects.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/operation_json.h"
#include "serve/page.h"
#include "serve/topics.h"

namespace millrace {
namespace {

std::string MillisecondsJson(const std::optional<int64_t>& ms) {
  // Clients may send times of any year.
  return ms ? "\"" + FormatMicroseconds(MicrosecondsOf(*ms)) + "\"" : "null";
}

RejectChoice ChoiceOf(const Call& call) {
  RejectChoice choice{.from_ns = call.arguments.Instant("from"),
                      .to_ns = call.arguments.Instant("to"),
                      .app = call.arguments.TextOr("app", ""),
                      .reason = {}};
  return choice;
}

http::Response GetRejects(const Call& call) {
  uint64_t total = 0;
  std::vector<std::string> reasons;
  for (const RejectCount& each : CountRejects(call.console.project, ChoiceOf(call), call.request.stop)) {
    const auto reason = FindRejectReason(each.reason);
    reasons.push_back(JsonObject()
                          .Field("stage", each.stage)
                          .Field("reason", each.reason)
                          .FieldOrNull("meaning", reason && each.is_replayable ? RejectReasonMeaning(*reason) : "")
                          .Field("count", each.count)
                          .Field("replayable", each.is_replayable)
                          .Json("first", MillisecondsJson(each.first_ms))
                          .Json("last", MillisecondsJson(each.last_ms))
                          .Finish());
    total += each.count;
  }
  const uint64_t replayed = call.console.project.OpenLedgerToRead()->Summary().rejects_replayed;
  return http::JsonResponse(
      JsonObject().Field("total", total).Field("replayed", replayed).Json("reasons", JsonArray(reasons)).Finish());
}

http::Response GetRejectSamples(const Call& call) {
  RejectChoice choice = ChoiceOf(call);
  choice.reason = call.arguments.TextOr("reason", "");
  const PageRange page = PageOf(call);
  const RejectSamples found = SampleRejects(call.console.project, choice, page.limit, page.offset, call.request.stop);
  std::vector<std::string> samples;
  samples.reserve(found.samples.size());
  for (const RejectSample& each : found.samples) {
    samples.push_back(JsonObject()
                          .Json("at", MillisecondsJson(each.at_ms))
                          .FieldOrNull("app", each.app)
                          .Field("file", each.file)
                          .Field("line", each.line)
                          .Json("index", each.bundle_index ? std::to_string(*each.bundle_index) : "null")
                          .Field("stage", each.stage)
                          .Field("reason", each.reason)
                          .FieldOrNull("detail", each.detail)
                          .Field("encoding", each.encoding)
                          .Field("original", each.original)
                          .Field("original_bytes", each.original_bytes)
                          .Finish());
  }
  return http::JsonResponse(
      JsonObject().Json("samples", JsonArray(samples)).Field("has_more", found.has_more).Finish());
}

std::optional<int64_t> InstantMember(JsonMembers& members, std::string_view name) {
  const auto json = members.Find(name);
  if (!json) return std::nullopt;
  const auto instant = ParseInstant(json->Text());
  if (!instant) json->Fail("expected a time like 2026-11-14T12:00:00Z");
  return instant;
}

http::Response PostReplay(const Call& call) {
  const RejectFilter filter = ReadDescription(call.request.body, [](const JsonCursor& root) {
    JsonMembers members(root);
    RejectFilter read;
    const JsonCursor name = members.Need("reason");
    const auto reason = FindRejectReason(name.Text());
    if (!reason) name.Fail("there is no such reason");
    read.reasons = {*reason};
    read.from_ns = InstantMember(members, "from");
    read.to_ns = InstantMember(members, "to");
    members.Finish();
    return read;
  });
  try {
    return http::JsonResponse(ApiRunObject(AskForReplay(call.console.project, filter, AskerOf(call))).Finish(), 202);
  } catch (const RunConflict& conflict) {
    throw http::ProblemError(409, conflict.what());
  }
}

constexpr std::string_view kRejectsSchema =
    R"({"type":"object","required":["total","replayed","reasons"],"properties":{"total":{"type":"integer"},)"
    R"("replayed":{"type":"integer","description":"Of all rejects of the project: those that replays have settled"},)"
    R"("reasons":{"type":"array","description":"The most frequent first","items":{"type":"object",)"
    R"("required":["stage","reason","meaning","count","replayable","first","last"],"properties":{)"
    R"("stage":{"type":"string"},"reason":{"type":"string"},"meaning":{"type":["string","null"]},)"
    R"("count":{"type":"integer","description":"Rows of the table `rejects`, also those that were replayed since"},)"
    R"("replayable":{"type":"boolean","description":"False: of a load, whose rows are no requests"},)"
    R"("first":{"type":["string","null"],"format":"date-time"},)"
    R"("last":{"type":["string","null"],"format":"date-time"}}}}}})";

constexpr std::string_view kRejectSamplesSchema =
    R"({"type":"object","required":["samples","has_more"],"properties":{"has_more":{"type":"boolean"},)"
    R"("samples":{"type":"array","description":"Those of the newest days first","items":{"type":"object","required":[)"
    R"("at","app","file","line","index","stage","reason","detail","encoding","original","original_bytes"],)"
    R"("properties":{"at":{"type":["string","null"],"format":"date-time","description":"When it was ingested"},)"
    R"("app":{"type":["string","null"]},"file":{"type":"string"},"line":{"type":"integer"},)"
    R"("index":{"type":["integer","null"],"description":"Of the event in its request, from 0; null: a whole request"},)"
    R"("stage":{"type":"string"},"reason":{"type":"string"},"detail":{"type":["string","null"]},)"
    R"("encoding":{"enum":["text","base64"]},)"
    R"("original":{"type":"string","description":"Its first 4 KiB"},"original_bytes":{"type":"integer"}}}}}})";

// Those of RejectChoice, but for the reason.
std::vector<RouteParameter> WithChoice(std::vector<RouteParameter> parameters) {
  parameters.insert(parameters.end(),
                    {{.name = "from",
                      .type = ParameterType::kInstant,
                      .description = "Only rejects that were ingested after this time"},
                     {.name = "to",
                      .type = ParameterType::kInstant,
                      .description = "Only rejects that were ingested up to this time"},
                     {.name = "app", .description = "Only rejects with this app id, as it was sent"}});
  return parameters;
}

}  // namespace

Topic RejectTopic() {
  return {
      .name = "rejects",
      .description = "What was read and could not be used",
      .routes =
          {{.method = "GET",
            .path = "/api/v1/rejects",
            .name = "listRejects",
            .summary = "How many rejects the lake has, by stage and reason",
            .needs_all_apps = true,
            .parameters = WithChoice({}),
            .answer = {.description = "The reasons", .schema = R"({"$ref":"#/components/schemas/Rejects"})"},
            .handle = GetRejects},
           {.method = "GET",
            .path = "/api/v1/rejects/samples",
            .name = "listRejectSamples",
            .summary = "Rejects with their original text, which may be personal data",
            .scope = Scope::kOperate,
            .needs_all_apps = true,
            .parameters = WithChoice(
                {{.name = "reason", .description = "Only rejects for this reason"}, kOffsetParameter, kLimitParameter}),
            .answer = {.description = "A page of them", .schema = R"({"$ref":"#/components/schemas/RejectSamples"})"},
            .handle = GetRejectSamples},
           {.method = "POST",
            .path = "/api/v1/replays",
            .name = "postReplay",
            .summary = "Ask for a replay: rejects are processed again, after rules or configuration were "
                       "corrected; never creates duplicates",
            .scope = Scope::kOperate,
            .needs_all_apps = true,
            .body_schema = R"({"type":"object","required":["reason"],"properties":{"reason":{"type":"string"},)"
                           R"("from":{"type":["string","null"],"format":"date-time"},)"
                           R"("to":{"type":["string","null"],"format":"date-time"}}})",
            .answer = {.status = 202,
                       .description = "The run that waits; one that was asked for and has not begun is the answer "
                                      "to the same question",
                       .schema = R"({"$ref":"#/components/schemas/Run"})"},
            .handle = PostReplay}},
      .schemas = {{"Rejects", kRejectsSchema}, {"RejectSamples", kRejectSamplesSchema}}};
}

}  // namespace millrace
