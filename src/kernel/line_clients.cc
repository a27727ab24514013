#include "kernel/line_clients.h"

namespace millrace {

LineClients::LineClients(const ClientChoice& choice, const std::vector<const LineTransformSource*>& sources,
                         const TransformOptions& options) {
  if (sources.empty()) return;
  for (const LineTransformSource* source : sources) all_.push_back(std::make_unique<LineBatches>(*source, options));
  of_the_rest_ = Named(choice.client);
  for (const auto& [app, client] : choice.of_app) of_app_[app] = Named(client);
}

LineBatches* LineClients::Named(const std::string& client) const {
  for (const auto& batches : all_) {
    if (batches->plugin() == client) return batches.get();
  }
  return nullptr;
}

}  // namespace millrace
