#include "transform/transformer.h"

#include <algorithm>

#include "core/config.h"
#include "core/error.h"
#include "core/trim.h"
#include "transform/clickstream.h"
#include "transform/gtm.h"
#include "transform/sensors.h"

namespace millrace {

std::unique_ptr<Transformer> MakeTransformer(std::string_view client, const TransformOptions& options) {
  if (client == kClientClickstream) return MakeClickstreamTransformer(options);
  if (client == kClientGtm) return MakeGtmTransformer(options);
  if (client == kClientSensors) return MakeSensorsTransformer(options);
  throw InternalError("no transformer for the client " + std::string(client));
}

ClientChoice AmongBuiltIn(const ClientChoice& choice) {
  const auto is_built_in = [](const std::string& client) {
    return std::ranges::find(kBuiltInClients, client) != kBuiltInClients.end();
  };
  ClientChoice built_in = choice;
  if (!is_built_in(built_in.client)) built_in.client = kClientClickstream;
  std::erase_if(built_in.of_app, [&](const auto& app) { return !is_built_in(app.second); });
  return built_in;
}

Transformers::Transformers(const ClientChoice& choice, const TransformOptions& options) {
  std::map<std::string_view, Transformer*> made;
  const auto of = [&](const std::string& client) {
    Transformer*& transformer = made[client];
    if (transformer == nullptr) transformer = all_.emplace_back(MakeTransformer(client, options)).get();
    return transformer;
  };
  default_ = of(choice.client);
  for (const auto& [app, client] : choice.of_app) of_app_[app] = of(client);
}

std::string WhyUnknownApp(std::string_view key, std::string_view app) {
  std::string why(key);
  if (IsBlank(app)) return why + " is blank";
  why.append(" ").append(app.substr(0, 200));
  return why +
         (IsReservedAppId(app) ? " is reserved: readers of the lake would treat it as null" : " is not configured");
}

bool TakeAppOfRow(const RawRow& row, const AllowedApps& apps, EventRow& event) {
  event.SetText(EventColumn::app_id, row.app_id);
  if (row.app_id.empty()) {
    event.Reject(RejectReason::missing_app_id, "the request has no appId");
  } else if (!apps.Has(row.app_id)) {
    event.Reject(RejectReason::unknown_app, WhyUnknownApp("appId", row.app_id));
  }
  return !event.reject;
}

}  // namespace millrace
