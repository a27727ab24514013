// The route of live events.
#include "serve/call.h"
#include "serve/console.h"
#include "serve/topics.h"

namespace millrace {
namespace {

http::Response GetEvents(const Call& call) {
  http::Response response;
  response.events = call.console.live.Open(call.request, call.caller);
  return response;
}

}  // namespace

Topic LiveTopic() {
  return {
      .name = "live",
      .description = "What happens, as it happens",
      .routes = {{.method = "GET",
                  .path = "/api/v1/events",
                  .name = "listenToEvents",
                  .summary = "Server-sent events: `run` and `job` with the object that has changed (schemas Run and "
                             "Job), `progress` of work that goes on (schema Progress), `operation` when the "
                             "overview is another; ends with the session",
                  .needs_all_apps = true,
                  .answer = {.description = "A stream that ends when either side wants",
                             .other_types = {"text/event-stream"}},
                  .handle = GetEvents}},
      .schemas = {{"Progress",
                   R"({"type":"object","required":["workflow","step","done","total","unit","rows_per_s","eta_s"],)"
                   R"("properties":{"workflow":{"type":"string"},"step":{"type":["string","null"]},)"
                   R"("done":{"type":"integer"},"total":{"type":"integer"},)"
                   R"("unit":{"type":"string","description":"Of done and total: bytes or models"},)"
                   R"("rows_per_s":{"type":["integer","null"]},"eta_s":{"type":["integer","null"]}}})"}}};
}

}  // namespace millrace
