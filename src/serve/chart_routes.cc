// Routes of dashboards: the apps that the caller may see, the catalogue of charts, and what a chart shows.
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "http/parked_answer.h"
#include "http/problem.h"
#include "serve/ask_warehouse.h"
#include "serve/call.h"
#include "serve/chart_answer.h"
#include "serve/chart_bodies.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

constexpr std::string_view kCsv = "text/csv";
// Longer than a query may take, so that its own error is told.
constexpr auto kLongestWait = std::chrono::seconds(40);

http::Response GetApps(const Call& call) {
  auto apps = AskWarehouse([&] { return call.console.dashboards.apps().All(call.request.stop); });
  std::erase_if(apps, [&](const auto& app) { return !call.caller.MaySee(app->id); });
  return http::JsonResponse(AppsJson(apps));
}

// The catalogue with its tag. Builds of one version may differ in their charts, so the version alone is no tag.
struct TaggedCatalogue {
  std::string json = SheetsJson();
  std::string tag = MILLRACE_VERSION "-" + std::to_string(XXH3_64bits(json.data(), json.size()));

  static const TaggedCatalogue& Own() {
    static const TaggedCatalogue catalogue;
    return catalogue;
  }
};

http::Response GetSheets(const Call& /*call*/) {
  http::Response response = http::JsonResponse(TaggedCatalogue::Own().json);
  response.etag = "\"" + TaggedCatalogue::Own().tag + "\"";
  response.cache_control = "no-cache";
  return response;
}

std::string_view FormOf(const http::Request& request) {
  if (request.AcceptsExactly(kCsv)) return "csv";
  return request.AcceptsExactly(kArrowStream) ? "arrow" : "json";
}

// Another build may show the same data in another way.
std::string EtagOf(const http::Request& request, const ChartQuestion& question) {
  return "\"" + question.key + "-" + TaggedCatalogue::Own().tag + "-" + std::string(FormOf(request)) + "\"";
}

// Whether an answer was kept or computed (RFC 9211). A negative ttl: it is no longer current, for so many seconds.
std::string CacheStatusOf(const ChartAnswer& answer) {
  using Origin = RefreshedResults<ChartResult>::Origin;
  std::string status = answer.origin == Origin::kKept       ? "millrace; hit"
                       : answer.origin == Origin::kComputed ? "millrace; fwd=miss"
                                                            : "millrace; fwd=stale";
  if (!answer.is_current) status += "; ttl=-" + std::to_string(answer.age.count());
  return status;
}

// Browsers ask each time, and are told whether what they have is current.
http::Response Tagged(http::Response response, const std::string& etag,
                      const std::string& cache_status = "millrace; hit") {
  response.etag = etag;
  response.cache_control = "private, no-cache";
  if (!response.fields.Has("Vary")) response.fields.Set("Vary", "Accept");
  response.fields.Set("Cache-Status", cache_status);
  return response;
}

bool HasTag(const http::Request& request, const std::string& etag) {
  return request.fields.Get("If-None-Match").find(etag) != std::string_view::npos;
}

http::Response NotModified() {
  http::Response same;
  same.status = 304;
  return same;
}

[[noreturn]] void Refuse(const ParameterFault& fault) {
  throw http::ProblemError(400, "parameter `" + fault.parameter + "`: " + fault.detail, fault.parameter);
}

http::Response ChartResponse(ChartBodies& bodies, const http::Request& request, const ChartAnswer& answer) {
  const ChartResult& result = *answer.result;
  if (result.fault) Refuse(*result.fault);
  const Chart& chart = *answer.question.request.chart;
  const std::string etag = EtagOf(request, answer.question);
  if (HasTag(request, etag)) return Tagged(NotModified(), etag, CacheStatusOf(answer));
  http::Response response;
  const std::string_view form = FormOf(request);
  if (form == "csv") {
    response =
        bodies.Get(request, etag, "text/csv; charset=utf-8; header=present", [&] { return ChartCsv(chart, result); });
    response.fields.Set("Content-Disposition", "attachment; filename=\"" + std::string(chart.id) + ".csv\"");
  } else if (form == "arrow") {
    response = bodies.Get(request, etag, kArrowStream, [&] { return ChartArrow(result); });
  } else {
    response = bodies.Get(request, etag, "application/json", [&] { return ChartJson(answer.question, result); });
  }
  return Tagged(std::move(response), etag, CacheStatusOf(answer));
}

// Who has to wait holds no thread meanwhile.
http::Response AnswerWhenThere(Console& console, const ChartQuestion& question, const http::Request& request) {
  const auto waiting = std::make_shared<std::optional<Dashboards::Waiting>>();
  http::Response response;
  response.parked = std::make_shared<http::ParkedAnswer>(kLongestWait, [&console, waiting](const http::Request& asked) {
    const auto answer = AskWarehouse([&] { return (*waiting)->Take(); });
    if (!answer) {
      throw http::ProblemError({.status = 503,
                                .detail = "the warehouse is busy, and the chart has to wait; try again",
                                .parameter = {},
                                .retry_after_s = 5});
    }
    return ChartResponse(console.chart_bodies, asked, *answer);
  });
  auto asked = console.dashboards.AnswerSoon(question, [parked = std::weak_ptr(response.parked)] {
    if (const auto answer = parked.lock()) answer->Wake();
  });
  if (const auto* answer = std::get_if<ChartAnswer>(&asked))
    return ChartResponse(console.chart_bodies, request, *answer);
  *waiting = std::get<Dashboards::Waiting>(std::move(asked));
  return response;
}

http::Response GetChart(const Call& call) {
  Dashboards& dashboards = call.console.dashboards;
  const std::string& app_id = call.arguments.Text("app");
  const std::string& chart_id = call.arguments.Text("chart");
  const Chart* const chart = FindChart(chart_id);
  if (chart == nullptr) {
    throw http::ProblemError(404, "there is no chart `" + chart_id + "`; /api/v1/sheets lists them", "chart");
  }
  const KnownApp app = AskWarehouse([&] { return dashboards.apps().Known(app_id, call.request.stop); });
  if (app.data == nullptr) {
    throw http::ProblemError(404, "there is no app `" + app_id + "`; /api/v1/apps lists them", "app");
  }
  ChartParameters parameters;
  for (const auto& [name, value] : call.arguments.open()) parameters.emplace_back(name, value);
  const auto asked = dashboards.Ask(app, *chart, parameters);
  if (const auto* fault = std::get_if<ParameterFault>(&asked)) Refuse(*fault);
  const auto& question = std::get<ChartQuestion>(asked);
  // Who has this answer needs no rows.
  const std::string etag = EtagOf(call.request, question);
  if (HasTag(call.request, etag)) return Tagged(NotModified(), etag);
  return AnswerWhenThere(call.console, question, call.request);
}

constexpr std::string_view kAppSchema =
    R"({"type":"object","required":["id","timezone","first_day","last_complete_day","refreshed_at","data_version",)"
    R"("platforms","countries"],"properties":{"id":{"type":"string"},)"
    R"("timezone":{"type":"string","description":"IANA name"},)"
    R"("first_day":{"type":["string","null"],"format":"date"},)"
    R"("last_complete_day":{"type":["string","null"],"format":"date","description":"Null: no metrics yet"},)"
    R"("refreshed_at":{"type":["string","null"],"format":"date-time","description":"End of the newest model run"},)"
    R"("data_version":{"type":"string","description":"Equal: nothing has changed"},)"
    R"("platforms":{"type":"array","items":{"type":["string","null"]}},)"
    R"("countries":{"type":"array","items":{"type":["string","null"]}}}})";

constexpr std::string_view kAppsSchema = R"({"type":"object","required":["apps"],"properties":{)"
                                         R"("apps":{"type":"array","items":{"$ref":"#/components/schemas/App"}}}})";

constexpr std::string_view kColumnSchema =
    R"({"type":"object","required":["name","role","type"],"properties":{"name":{"type":"string"},)"
    R"("role":{"enum":["dimension","series","row","column","measure"]},)"
    R"("type":{"enum":["day","hour","week","text","integer","number","timestamp","json"]},)"
    R"("unit":{"enum":["count","share","seconds","currency"],"description":"Of measures that have one"}}})";

constexpr std::string_view kSelectorSchema =
    R"({"type":"object","required":["name","values","default"],"properties":{"name":{"type":"string"},)"
    R"("values":{"type":["array","null"],"items":{"type":"string"},)"
    R"("description":"Null: any texts, which may repeat"},"default":{"type":["string","null"]}}})";

constexpr std::string_view kCatalogSchema =
    R"({"type":"object","required":["id","kind","table","question","definition","columns","filters","selectors","top"],)"
    R"("properties":{"id":{"type":"string"},)"
    R"("kind":{"enum":["line","column","bar","stacked","pie","treemap","map","pivot","heatmap","kpi","table"]},)"
    R"("table":{"type":"string"},"question":{"type":"string","description":"That it answers"},)"
    R"("definition":{"type":"string","description":"How its measures are computed; names stand between backticks"},)"
    R"("columns":{"type":"array","items":{"$ref":"#/components/schemas/Column"}},)"
    R"("filters":{"type":"array","items":{"type":"string"}},)"
    R"("selectors":{"type":"array","items":{"$ref":"#/components/schemas/Selector"}},)"
    R"("top":{"type":["integer","null"]}}})";

constexpr std::string_view kSheetsSchema =
    R"({"type":"object","required":["sheets"],"properties":{"sheets":{"type":"array","items":{"type":"object",)"
    R"("required":["id","charts"],"properties":{"id":{"type":"string"},)"
    R"("charts":{"type":"array","items":{"$ref":"#/components/schemas/Chart"}}}}}}})";

constexpr std::string_view kValueSchema = R"({"type":["string","number","boolean","null"]})";

constexpr std::string_view kRowsSchema =
    R"({"type":"array","description":"One value for each column","items":{"type":"array","items":{)"
    R"("$ref":"#/components/schemas/Value"}}})";

constexpr std::string_view kResultSchema =
    R"({"type":"object","required":["chart","from","to","columns","rows","comparison","total_rows","data_until",)"
    R"("refreshed_at","data_version","sql","parameters"],"properties":{"chart":{"type":"string"},"from":{"type":"string"},)"
    R"("to":{"type":"string"},"columns":{"type":"array","items":{"$ref":"#/components/schemas/Column"}},)"
    R"("rows":{"$ref":"#/components/schemas/Rows"},"comparison":{"anyOf":[{"type":"null"},{"type":"object",)"
    R"("required":["from","to","rows"],"properties":{"from":{"type":"string"},"to":{"type":"string"},)"
    R"("rows":{"$ref":"#/components/schemas/Rows"},"is_truncated":{"type":"boolean"}}}]},)"
    R"("total_rows":{"type":"integer","description":"Without offset and limit"},)"
    R"("is_truncated":{"type":"boolean","description":"There are rows after these: offset and limit, or too many"},)"
    R"("data_until":{"type":["string","null"],"format":"date"},)"
    R"("refreshed_at":{"type":["string","null"],"format":"date-time"},)"
    R"("data_version":{"type":"string","description":"Equal: the same question has the same rows"},"sql":{"type":"string"},)"
    R"("parameters":{"type":"array","description":"What is bound to $1, $2, …",)"
    R"("items":{"$ref":"#/components/schemas/Value"}}}})";

}  // namespace

Topic ChartTopic() {
  return {
      .name = "charts",
      .description = "Dashboards: apps, the catalogue of charts, and what they show",
      .routes =
          {{.method = "GET",
            .path = "/api/v1/apps",
            .name = "getApps",
            .summary = "The apps that the caller may see, and what the warehouse has of them",
            .answer = {.description = "The apps, by id", .schema = R"({"$ref":"#/components/schemas/Apps"})"},
            .handle = GetApps},
           {.method = "GET",
            .path = "/api/v1/sheets",
            .name = "getSheets",
            .summary = "The sheets and their charts",
            .lane = http::Lane::kInstant,
            .answer = {.description = "The catalogue", .schema = R"({"$ref":"#/components/schemas/Sheets"})"},
            .handle = GetSheets},
           {.method = "GET",
            .path = "/api/v1/apps/{app}/charts/{chart}",
            .name = "getChart",
            .summary = "What a chart shows",
            .parameters = {{.name = "app", .place = ParameterPlace::kPath, .description = "An app"},
                           {.name = "chart", .place = ParameterPlace::kPath, .description = "A chart of getSheets"}},
            .open_parameters =
                "`from`, `to`, `compare_from`, `compare_to`, `platform`, `country`, `top`, `offset`, `limit`, and "
                "the selectors of the chart",
            .answer = {.description = "Columns and rows. In CSV a text that a spreadsheet would take for a formula "
                                      "has a `'` before it. A field `Cache-Status` with a negative `ttl` says that "
                                      "newer data are being read: ask again in a second",
                       .schema = R"({"$ref":"#/components/schemas/ChartResult"})",
                       .other_types = {kCsv, kArrowStream}},
            .handle = GetChart}},
      .schemas = {{"App", kAppSchema},
                  {"Apps", kAppsSchema},
                  {"Column", kColumnSchema},
                  {"Selector", kSelectorSchema},
                  {"Chart", kCatalogSchema},
                  {"Sheets", kSheetsSchema},
                  {"Value", kValueSchema},
                  {"Rows", kRowsSchema},
                  {"ChartResult", kResultSchema}}};
}

}  // namespace millrace
