#include "plugin/enrichment_order.h"

#include <algorithm>

#include "core/config.h"
#include "enrich/enriched_columns.h"

namespace millrace {
namespace {

bool CanTell(const EnrichmentContract& plugin, const std::string& built_in) {
  return std::ranges::any_of(plugin.reads, [&](EventColumn column) { return IsSetBy(built_in, column); }) ||
         std::ranges::any_of(plugin.batch.sets, [&](EventColumn column) {
           return IsSetBy(built_in, column) || IsReadBy(built_in, column);
         });
}

}  // namespace

std::vector<std::string> BuiltInsOnBatches(std::span<const std::string> names,
                                           std::span<const EnrichmentContract* const> plugins) {
  std::vector<std::string> on_batches;
  size_t seen = 0;
  for (const std::string& name : names) {
    if (std::ranges::find(kBuiltInEnrichments, name) == kBuiltInEnrichments.end()) {
      ++seen;
    } else if (std::ranges::any_of(plugins.first(seen), [&](const auto* plugin) { return CanTell(*plugin, name); })) {
      on_batches.push_back(name);
    }
  }
  return on_batches;
}

}  // namespace millrace
