#include "plugin/enrichment_order.h"

#include <algorithm>

#include "core/config.h"
#include "core/error.h"

namespace millrace {
namespace {

using E = EventColumn;

std::string_view NameOf(EventColumn column) {
  return TableOf(TableId::kEvent).columns[static_cast<size_t>(column)].name;
}

bool IsSetBy(std::string_view built_in, EventColumn column) {
  const std::string_view name = NameOf(column);
  if (built_in == "ip") return name.starts_with("geo_") && column != E::geo_locale && column != E::geo_sub_continent;
  if (built_in == "traffic_source") return name.starts_with("traffic_source_");
  return name.starts_with("device_ua") || column == E::device_mobile_brand_name ||
         column == E::device_mobile_model_name;
}

// An address and a user agent are no columns.
bool IsReadBy(std::string_view built_in, EventColumn column) {
  return built_in == "traffic_source" &&
         (column == E::page_view_page_url || column == E::page_view_page_referrer ||
          column == E::page_view_latest_referrer || column == E::page_view_latest_referrer_host ||
          column == E::page_view_hostname);
}

void CheckPair(const EnrichmentContract& plugin, const std::string& built_in) {
  const auto refuse = [&](const char* does, EventColumn column) {
    throw UserError("processing.enrichments: plug-in `" + plugin.batch.name + "` " + does + " `" +
                    std::string(NameOf(column)) + "`, so it must stand behind `" + built_in +
                    "`, which is asked before any plug-in");
  };
  for (const EventColumn column : plugin.reads) {
    if (IsSetBy(built_in, column)) refuse("reads", column);
  }
  for (const EventColumn column : plugin.batch.sets) {
    if (IsSetBy(built_in, column) || IsReadBy(built_in, column)) refuse("sets", column);
  }
}

}  // namespace

void CheckEnrichmentOrder(std::span<const std::string> names, std::span<const EnrichmentContract* const> plugins) {
  size_t seen = 0;
  for (const std::string& name : names) {
    if (std::ranges::find(kBuiltInEnrichments, name) == kBuiltInEnrichments.end()) {
      ++seen;
      continue;
    }
    for (const EnrichmentContract* plugin : plugins.first(seen)) CheckPair(*plugin, name);
  }
}

}  // namespace millrace
