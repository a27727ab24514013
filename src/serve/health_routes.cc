// Routes for monitoring.
#include <algorithm>

#include "core/json_object.h"
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

http::Response GetHealth(const Call& /*call*/) {
  return http::JsonResponse(R"({"status":"ok"})");
}

// Without the reasons, which are in the log: everybody may ask.
http::Response GetReadiness(const Call& call) {
  const std::vector<Readiness::Part> parts = call.console.readiness.Check();
  const bool is_ready = std::ranges::all_of(parts, [](const auto& part) { return part.problem.empty(); });
  JsonObject states;
  for (const Readiness::Part& part : parts) states.Field(part.name, part.problem.empty() ? "ready" : "not ready");
  return http::JsonResponse(JsonObject().Field("ready", is_ready).Json("parts", states.Finish()).Finish(),
                            is_ready ? 200 : 503);
}

http::Response GetMetrics(const Call& call) {
  http::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = call.console.metrics.Text(call.console.readiness.Check());
  return response;
}

}  // namespace

Topic HealthTopic() {
  return {
      .name = "health",
      .description = "For monitoring",
      .routes = {{.method = "GET",
                  .path = "/healthz",
                  .name = "getHealth",
                  .summary = "Whether the server answers at all",
                  .scope = Scope::kNone,
                  .lane = http::Lane::kInstant,
                  .answer = {.description = "It does",
                             .schema =
                                 R"({"type":"object","required":["status"],"properties":{"status":{"const":"ok"}}})"},
                  .handle = GetHealth},
                 {.method = "GET",
                  .path = "/readyz",
                  .name = "getReadiness",
                  .summary = "Whether the ledger can be read and the warehouse answers; 503 if not",
                  .scope = Scope::kNone,
                  .lane = http::Lane::kProbe,
                  .answer = {.description = "Both are ready", .schema = R"({"$ref":"#/components/schemas/Readiness"})"},
                  .handle = GetReadiness},
                 {.method = "GET",
                  .path = "/metrics",
                  .name = "getMetrics",
                  .summary = "Metrics for Prometheus",
                  .scope = Scope::kRead,
                  .lane = http::Lane::kProbe,
                  .needs_all_apps = true,
                  .answer = {.description = "The text format of Prometheus", .other_types = {"text/plain"}},
                  .handle = GetMetrics}},
      .schemas = {{"Readiness",
                   R"({"type":"object","required":["ready","parts"],"properties":{"ready":{"type":"boolean"},)"
                   R"("parts":{"type":"object","additionalProperties":{"enum":["ready","not ready"]}}}})"}}};
}

}  // namespace millrace
