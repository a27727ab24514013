// Routes that show what the project works with and what that costs.
#include <ranges>

#include <simdjson.h>

#include "core/json_object.h"
#include "core/quantity.h"
#include "core/time.h"
#include "http/problem.h"
#include "pipeline/job_id.h"
#include "project/daily_cost.h"
#include "project/explanation.h"
#include "project/shown_config.h"
#include "project/trace_json.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

http::Response GetConfiguration(const Call& call) {
  const Config& config = call.console.project.config();
  std::vector<std::string> keys;
  for (const ShownConfigKey& key : ShownConfig(config)) {
    JsonObject object;
    object.Field("key", key.info.name)
        .Field("value", key.value)
        .Field("origin", kConfigOriginNames[static_cast<size_t>(key.origin)]);
    if (key.line == 0) {
      object.Json("line", "null");
    } else {
      object.Field("line", key.line);
    }
    keys.push_back(object.Field("default", key.info.default_value)
                       .Field("type", key.info.type)
                       .Field("description", key.info.meaning)
                       .Field("secret", key.info.is_secret)
                       .Finish());
  }
  return http::JsonResponse(JsonObject().FieldOrNull("file", config.file).Json("keys", JsonArray(keys)).Finish());
}

http::Response GetCosts(const Call& call) {
  constexpr int32_t kDefaultDays = 30;
  constexpr int32_t kMostCostDays = 1'100;
  const auto today = static_cast<int32_t>(WallClockNs() / (86'400 * kNanosecondsPerSecond));
  const int32_t last = call.arguments.Day("to").value_or(today);
  const int32_t first = call.arguments.Day("from").value_or(last - kDefaultDays + 1);
  if (first > last) throw http::ProblemError(400, "`from` must not be after `to`", "from");
  if (last - first >= kMostCostDays) {
    throw http::ProblemError(400, "at most " + std::to_string(kMostCostDays) + " days at a time", "from");
  }
  const DailyCosts costs = DailyCostsOf(call.console.project, first, last);
  std::vector<std::string> days;
  days.reserve(costs.days.size());
  for (const DailyCost& day : costs.days | std::views::reverse) {
    days.push_back(JsonObject()
                       .Field("day", FormatDay(day.day))
                       .Field("runs", day.jobs)
                       .Field("failed", day.jobs_failed)
                       .Field("files", day.raw_files)
                       .Field("bytes", day.raw_bytes)
                       .Field("rows", day.rows)
                       .Field("events", day.events)
                       .Field("lake_files", day.lake_files)
                       .Field("lake_bytes", day.lake_bytes)
                       .Field("wall_seconds", day.seconds)
                       .Field("processor_seconds", day.core_seconds)
                       .Field("peak_memory_bytes", day.peak_memory_bytes)
                       .Field("usd", day.usd)
                       .Field("warehouse_tasks", day.warehouse_tasks)
                       .Field("warehouse_failed", day.warehouse_failed)
                       .Field("warehouse_processor_seconds", day.warehouse_core_seconds)
                       .Field("warehouse_usd", day.warehouse_usd)
                       .Finish());
  }
  return http::JsonResponse(
      JsonObject()
          .Field("from", FormatDay(first))
          .Field("to", FormatDay(last))
          .Json("days", JsonArray(days))
          .Field("truncated", costs.is_truncated)
          .Field("basis",
                 "seconds × threads: of jobs of the lake at the price when they ran; of loads, model runs, scans and "
                 "expiries that workflows did, at the price now, $" +
                     FormatDecimal(call.console.project.config().processing.price_per_core_hour) +
                     " per core and hour. A database server's own costs are not part of it")
          .Finish());
}

// `{"text":"…"}` or `{"file":"…","line":3}`, and `index` with either.
ExplanationRequest ReadExplanationRequest(std::string_view body) {
  simdjson::dom::parser parser;
  simdjson::dom::object members;
  if (parser.parse(body.data(), body.size()).get(members) != simdjson::SUCCESS) {
    throw http::ProblemError(400, R"(expected {"text":"…"}, or {"file":"…","line":1})");
  }
  ExplanationRequest request;
  for (const auto member : members) {
    const std::string name(member.key);
    const auto must = [&](bool is_right, const char* expected) {
      if (!is_right) throw http::ProblemError(400, "/" + name + ": expected " + expected, "/" + name);
    };
    if (name == "text" || name == "file") {
      std::string_view text;
      must(member.value.get(text) == simdjson::SUCCESS && !text.empty() && text.size() <= Explanations::kMostBytes &&
               (name == "file" || text.find_first_of("\r\n") == std::string_view::npos),
           "a text of one line, of at most 256 KiB");
      (name == "text" ? request.text : request.file) = text;
    } else if (name == "line" || name == "index") {
      int64_t number = 0;
      must(member.value.get(number) == simdjson::SUCCESS && number >= (name == "line" ? 1 : 0) && number < INT32_MAX,
           "a number; lines begin with 1, events with 0");
      if (name == "line") {
        request.line = static_cast<uint64_t>(number);
      } else {
        request.index = static_cast<int>(number);
      }
    } else {
      must(false, "nothing of this name; there are text, file, line and index");
    }
  }
  if (request.text.empty() == request.file.empty()) {
    throw http::ProblemError(400, "expected either `text` or `file`");
  }
  return request;
}

http::Response PostExplanation(const Call& call) {
  const ExplanationRequest request = ReadExplanationRequest(call.request.body);
  try {
    const auto story = call.console.explanations.Explain(request, call.request.stop);
    if (!story) throw http::ProblemError(404, "there is no such raw file", "/file");
    return http::JsonResponse(TraceJson(*story));
  } catch (const ExplanationBusy& error) {
    throw http::ProblemError({.status = 503, .detail = error.what(), .parameter = {}, .retry_after_s = 2});
  } catch (const ExplanationHidden& error) {
    throw http::ProblemError(403, error.what(), "/file");
  }
}

constexpr std::string_view kExplanationSchema =
    R"({"type":"object","required":["story"],"properties":{"story":{"type":"array",)"
    R"("description":"In the order of the stages","items":{"type":"object","required":["kind","name","text","row"],)"
    R"("properties":{"kind":{"enum":["request","row","event","fact","rejected","stored"]},)"
    R"("name":{"type":["string","null"],"description":"Of a fact; null: it continues the one before. Of a reject: the )"
    R"(reason"},"text":{"type":["string","null"]},)"
    R"("row":{"type":["object","null"],"description":"Of stored: the row of event_v2, without links to pseudonyms of )"
    R"(the lake","additionalProperties":true}}}}}})";
constexpr std::string_view kExplanationRequestSchema =
    R"({"type":"object","properties":{"text":{"type":"string","maxLength":262144,"description":"A line of a raw file"},)"
    R"("file":{"type":"string","description":"Instead of it: a raw file, below the raw directory"},)"
    R"("line":{"type":"integer","minimum":1,"description":"Of the file"},"index":{"type":"integer","minimum":0,)"
    R"("description":"Only this event of the request"}}})";
constexpr std::string_view kCostsSchema =
    R"({"type":"object","required":["from","to","days","truncated","basis"],"properties":{)"
    R"("from":{"type":"string","format":"date"},"to":{"type":"string","format":"date"},)"
    R"("days":{"type":"array","description":"UTC days on which jobs began, in their order",)"
    R"("items":{"$ref":"#/components/schemas/DailyCost"}},"truncated":{"type":"boolean",)"
    R"("description":"There were more jobs: the oldest days are missing"},"basis":{"type":"string",)"
    R"("description":"What the dollars are made of"}}})";
constexpr std::string_view kDailyCostSchema =
    R"({"type":"object","required":["day","runs","failed","files","bytes","rows","events","lake_files",)"
    R"("lake_bytes","wall_seconds","processor_seconds","peak_memory_bytes","usd","warehouse_tasks",)"
    R"("warehouse_failed","warehouse_processor_seconds","warehouse_usd"],"properties":{)"
    R"("day":{"type":"string","format":"date"},"runs":{"type":"integer","description":"Jobs that began"},)"
    R"("failed":{"type":"integer","description":"Of these; only their time counts"},"files":{"type":"integer"},)"
    R"("bytes":{"type":"integer","description":"Of raw files, as stored"},"rows":{"type":"integer"},"events":{"type":"integer"},)"
    R"("lake_files":{"type":"integer"},"lake_bytes":{"type":"integer"},"wall_seconds":{"type":"number"},)"
    R"("processor_seconds":{"type":"number","description":"Seconds times threads, of jobs and of the warehouse"},)"
    R"("peak_memory_bytes":{"type":"integer","description":"The greatest"},)"
    R"("usd":{"type":"number","description":"Of jobs and of the warehouse"},)"
    R"("warehouse_tasks":{"type":"integer","description":"Tries of tasks of loads, model runs, scans and expiries"},)"
    R"("warehouse_failed":{"type":"integer","description":"Of these"},)"
    R"("warehouse_processor_seconds":{"type":"number","description":"Seconds of tries times the threads of an engine in this )"
    R"(program, else 1"},"warehouse_usd":{"type":"number"}}})";
constexpr std::string_view kConfigurationSchema =
    R"({"type":"object","required":["file","keys"],"properties":{)"
    R"("file":{"type":["string","null"],"description":"Null: there is none"},)"
    R"("keys":{"type":"array","items":{"$ref":"#/components/schemas/ConfigurationKey"}}}})";
constexpr std::string_view kConfigurationKeySchema =
    R"({"type":"object","required":["key","value","origin","line","default","type","description","secret"],)"
    R"("properties":{"key":{"type":"string","description":"With its section: processing.threads"},)"
    R"("value":{"type":"string","description":"As it was written, or the default"},)"
    R"("origin":{"enum":["default","file","environment","flag"]},)"
    R"("line":{"type":["integer","null"],"description":"Of the file"},)"
    R"("default":{"type":"string","description":"In parentheses: a description"},"type":{"type":"string"},)"
    R"("description":{"type":"string"},"secret":{"type":"boolean","description":"The value is not shown"}}})";

}  // namespace

Topic InspectTopic() {
  return {
      .name = "inspect",
      .description = "What the project works with",
      .routes = {{.method = "GET",
                  .path = "/api/v1/configuration",
                  .name = "getConfiguration",
                  .summary = "The configuration in force, key by key, and where each value comes from",
                  .scope = Scope::kOperate,
                  .needs_all_apps = true,
                  .answer = {.description = "Every key", .schema = R"({"$ref":"#/components/schemas/Configuration"})"},
                  .handle = GetConfiguration},
                 {.method = "POST",
                  .path = "/api/v1/explanations",
                  .name = "postExplanation",
                  .summary = "What happens to a request at every stage, and which rules match; changes nothing",
                  .scope = Scope::kOperate,
                  .needs_all_apps = true,
                  .body_schema = kExplanationRequestSchema,
                  .answer = {.description = "The story of the request, as `millrace explain --json` tells it",
                             .schema = R"({"$ref":"#/components/schemas/Explanation"})"},
                  .handle = PostExplanation},
                 {.method = "GET",
                  .path = "/api/v1/costs",
                  .name = "getCosts",
                  .summary =
                      "What the jobs of each day did and took, from their reports, and what work in the warehouse took",
                  .needs_all_apps = true,
                  .parameters =
                      {{.name = "from",
                        .type = ParameterType::kDay,
                        .description = "First day, in UTC; default: 30 days that end with the last"},
                       {.name = "to", .type = ParameterType::kDay, .description = "Last day, in UTC; default: today"}},
                  .answer = {.description = "Days with jobs or work in the warehouse",
                             .schema = R"({"$ref":"#/components/schemas/Costs"})"},
                  .handle = GetCosts}},
      .schemas = {{"Explanation", kExplanationSchema},
                  {"Costs", kCostsSchema},
                  {"DailyCost", kDailyCostSchema},
                  {"Configuration", kConfigurationSchema},
                  {"ConfigurationKey", kConfigurationKeySchema}}};
}

}  // namespace millrace
