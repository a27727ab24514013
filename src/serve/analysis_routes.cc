// Routes of analyses: ask, poll, cancel, and what can be asked about.
#include "explore/description_error.h"

#include "core/json_object.h"
#include "core/time.h"
#include "http/parked_answer.h"
#include "http/problem.h"
#include "project/analysis_suggestions.h"
#include "project/exploration.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

std::string ResultJson(const AnalysisResult& result) {
  std::string compared = "null";
  if (result.compared) {
    compared = JsonObject()
                   .Field("from", FormatDay(result.compared->range.first))
                   .Field("to", FormatDay(result.compared->range.last))
                   .Json("rows", result.compared->rows.RowsJson())
                   .Field("is_truncated", result.compared->rows.is_truncated())
                   .Finish();
  }
  return JsonObject()
      .Field("kind", result.kind)
      .Json("description", result.description)
      .Field("timezone", result.timezone)
      .Field("from", FormatDay(result.range.first))
      .Field("to", FormatDay(result.range.last))
      .Json("columns", AnalysisColumnsJson(result.statement.columns))
      .Json("rows", result.rows.RowsJson())
      .Field("is_truncated", result.rows.is_truncated())
      .Json("comparison", compared)
      .Field("sql", result.statement.sql.text())
      .Json("parameters", SqlValuesJson(result.statement.values))
      .Finish();
}

http::Response PostAnalysis(const Call& call) {
  try {
    const std::string id = call.console.exploration.Submit(call.arguments.Text("app"), call.request.body);
    return http::JsonResponse(JsonObject().Field("id", id).Finish(), 202);
  } catch (const DescriptionError& error) {
    throw http::ProblemError(400, error.what(), error.pointer());
  } catch (const ExplorationBusy& error) {
    throw http::ProblemError({.status = 429, .detail = error.what(), .parameter = {}, .retry_after_s = 5});
  }
}

// Of a query that the caller may see. An id is a secret, but so are the apps of others.
QueryReport ReportFor(Exploration& exploration, const std::string& id, const Caller& caller) {
  const auto report = exploration.Poll(id);
  if (!report || !caller.MaySee(report->app)) {
    throw http::ProblemError(404, "there is no such query, or it is no longer kept; ask again", "id");
  }
  return *report;
}

http::Response QueryResponse(const QueryReport& report, const http::Request& request) {
  if (request.AcceptsExactly("text/csv")) {
    if (report.result == nullptr) throw http::ProblemError(409, "the query has no result");
    http::Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.body = report.result->rows.Csv();
    return response;
  }
  return http::JsonResponse(JsonObject()
                                .Field("id", report.id)
                                .Field("app", report.app)
                                .Field("state", kQueryStateNames[static_cast<size_t>(report.state)])
                                .Field("elapsed_ms", report.elapsed_ms)
                                .Json("result", report.result == nullptr ? "null" : ResultJson(*report.result))
                                .FieldOrNull("problem", report.problem)
                                .Finish());
}

// A client that waits for the end of its query holds no thread meanwhile.
http::Response GetQuery(const Call& call) {
  Exploration& exploration = call.console.exploration;
  const QueryReport report = ReportFor(exploration, call.arguments.Text("id"), call.caller);
  const std::chrono::milliseconds wait(*call.arguments.DurationMs("wait"));
  if (report.state >= QueryState::kDone || wait == std::chrono::milliseconds(0)) {
    return QueryResponse(report, call.request);
  }
  const auto watch = std::make_shared<std::shared_ptr<const void>>();
  http::Response response;
  response.parked = std::make_shared<http::ParkedAnswer>(
      wait, [&exploration, id = report.id, caller = call.caller, watch](const http::Request& request) {
        return QueryResponse(ReportFor(exploration, id, caller), request);
      });
  // It belongs to the answer, which must not own itself.
  *watch = exploration.NotifyAtEnd(report.id, [answer = std::weak_ptr(response.parked)] {
    if (const auto parked = answer.lock()) parked->Wake();
  });
  return response;
}

http::Response DeleteQuery(const Call& call) {
  const QueryReport report = ReportFor(call.console.exploration, call.arguments.Text("id"), call.caller);
  call.console.exploration.Cancel(report.id);
  return http::NoContent();
}

std::string EventsJson(const std::vector<SuggestedEvent>& events) {
  std::vector<std::string> out;
  out.reserve(events.size());
  for (const SuggestedEvent& event : events) {
    out.push_back(JsonObject()
                      .Field("name", event.name)
                      .FieldOrNull("description", event.description)
                      .Field("count", event.count)
                      .Json("parameters", JsonTexts(event.parameters))
                      .Finish());
  }
  return JsonArray(out);
}

std::string PropertiesJson(const std::vector<SuggestedProperty>& properties) {
  std::vector<std::string> out;
  out.reserve(properties.size());
  for (const SuggestedProperty& each : properties) {
    out.push_back(JsonObject()
                      .Json("property", PropertyJson(each.property))
                      .FieldOrNull("category", each.category)
                      .FieldOrNull("description", each.description)
                      .Field("count", each.count)
                      .Json("values", JsonTexts(each.values))
                      .Json("events", JsonTexts(each.events))
                      .Finish());
  }
  return JsonArray(out);
}

http::Response GetSuggestions(const Call& call) {
  const AnalysisSuggestions found = SuggestForAnalyses(call.console.project, call.arguments.Text("app"));
  JsonObject object;
  if (found.scanned_ns == 0) {
    object.Json("scanned_at", "null");
  } else {
    object.Field("scanned_at", FormatInstant(found.scanned_ns));
  }
  return http::JsonResponse(
      object.Json("events", EventsJson(found.events)).Json("properties", PropertiesJson(found.properties)).Finish());
}

constexpr std::string_view kQuerySchema =
    R"({"type":"object","required":["id","app","state","elapsed_ms","result","problem"],"properties":{)"
    R"("id":{"type":"string"},"app":{"type":"string"},)"
    R"("state":{"enum":["waiting","running","done","failed","cancelled"]},"elapsed_ms":{"type":"integer"},)"
    R"("result":{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/AnalysisResult"}]},)"
    R"("problem":{"type":["string","null"],"description":"Why it failed"}}})";

constexpr std::string_view kAnalysisRowsSchema =
    R"({"type":"array","items":{"type":"array","items":{"type":["string","number","boolean","null"]}}})";

constexpr std::string_view kAnalysisResultSchema =
    R"({"type":"object","required":["kind","description","timezone","from","to","columns","rows","is_truncated",)"
    R"("comparison","sql","parameters"],"properties":{"kind":{"type":"string"},"description":{"type":"object"},)"
    R"("timezone":{"type":"string"},"from":{"type":"string"},"to":{"type":"string"},)"
    R"("columns":{"type":"array","items":{"type":"object","required":["name","role","type"],"properties":{)"
    R"("name":{"type":"string"},"role":{"enum":["scope","period","group","dimension","measure"]},)"
    R"("type":{"enum":["text","day","integer","number","boolean"]}}}},)"
    R"("rows":{"$ref":"#/components/schemas/AnalysisRows"},"is_truncated":{"type":"boolean"},)"
    R"("comparison":{"oneOf":[{"type":"null"},{"type":"object","required":["from","to","rows","is_truncated"],)"
    R"("properties":{"from":{"type":"string"},"to":{"type":"string"},)"
    R"("rows":{"$ref":"#/components/schemas/AnalysisRows"},"is_truncated":{"type":"boolean"}}}]},)"
    R"("sql":{"type":"string"},"parameters":{"type":"array","items":{}}}})";

constexpr std::string_view kSuggestionsSchema =
    R"({"type":"object","required":["scanned_at","events","properties"],"properties":{)"
    R"("scanned_at":{"type":["string","null"],"format":"date-time","description":"Null: never"},)"
    R"("events":{"type":"array","items":{"type":"object","required":["name","description","count","parameters"],)"
    R"("properties":{"name":{"type":"string"},"description":{"type":["string","null"]},"count":{"type":"integer"},)"
    R"("parameters":{"type":"array","items":{"type":"string"}}}}},)"
    R"("properties":{"type":"array","items":{"type":"object",)"
    R"("required":["property","category","description","count","values","events"],"properties":{)"
    R"("property":{"type":"object","required":["source","name","type"],"properties":{)"
    R"("source":{"enum":["column","parameter","attribute"]},"name":{"type":"string"},)"
    R"("type":{"enum":["text","number","boolean"]}}},"category":{"type":["string","null"]},)"
    R"("description":{"type":["string","null"]},"count":{"type":"integer"},)"
    R"("values":{"type":"array","items":{"type":"string"}},"events":{"type":"array","items":{"type":"string"}}}}}}})";

}  // namespace

Topic AnalysisTopic() {
  const RouteParameter app = {.name = "app", .place = ParameterPlace::kPath, .description = "Id of the app"};
  const RouteParameter id = {.name = "id", .place = ParameterPlace::kPath, .description = "Id of the query"};
  return {
      .name = "analyses",
      .description = "Questions about events: funnels, paths, retention, attribution",
      .routes = {{.method = "POST",
                  .path = "/api/v1/apps/{app}/analyses",
                  .name = "postAnalysis",
                  .summary = "Ask: the query runs, and its id is for polling",
                  .scope = Scope::kRead,
                  .parameters = {app},
                  .body_schema = R"({"type":"object","required":["kind","range"],)"
                                 R"("description":"docs/reference/analyses.md has the keys"})",
                  .answer = {.status = 202,
                             .description = "It waits or runs",
                             .schema = R"({"type":"object","required":["id"],"properties":{"id":{"type":"string"}}})"},
                  .handle = PostAnalysis},
                 {.method = "GET",
                  .path = "/api/v1/queries/{id}",
                  .name = "getQuery",
                  .summary = "The state of a query, and its result",
                  .scope = Scope::kRead,
                  .parameters = {id,
                                 {.name = "wait",
                                  .type = ParameterType::kDuration,
                                  .description = "How long to wait for the end of the query",
                                  .default_value = "0s",
                                  .greatest = 30'000}},
                  .answer = {.description = "The query",
                             .schema = R"({"$ref":"#/components/schemas/Query"})",
                             .other_types = {"text/csv"}},
                  .handle = GetQuery},
                 {.method = "DELETE",
                  .path = "/api/v1/queries/{id}",
                  .name = "cancelQuery",
                  .summary = "Cancel a query",
                  .scope = Scope::kRead,
                  .parameters = {id},
                  .answer = {.status = 204, .description = "It ends, or has ended"},
                  .handle = DeleteQuery},
                 {.method = "GET",
                  .path = "/api/v1/apps/{app}/suggestions",
                  .name = "getSuggestions",
                  .summary = "Events and properties that analyses can ask about, with their most frequent values",
                  .scope = Scope::kRead,
                  .parameters = {app},
                  .answer = {.description = "What the newest metadata scan has found",
                             .schema = R"({"$ref":"#/components/schemas/Suggestions"})"},
                  .handle = GetSuggestions}},
      .schemas = {{"Query", kQuerySchema},
                  {"AnalysisRows", kAnalysisRowsSchema},
                  {"AnalysisResult", kAnalysisResultSchema},
                  {"Suggestions", kSuggestionsSchema}}};
}

}  // namespace millrace
