#include "kernel/merge_enrichment.h"

#include <algorithm>

namespace millrace {
namespace {

using E = EventColumn;

void Merge(const ClientTraits& client, E column, NullableText found, EventRow& event) {
  if (found.data() == nullptr) return;
  if (event.Has(column) && std::ranges::find(client.event_wins, column) != client.event_wins.end()) return;
  event.SetText(column, found);
}

}  // namespace

void MergeEnrichment(const Request& request, EventRow& event) {
  const ClientTraits& client = *request.client;
  if (const GeoLocation* place = request.location) {
    Merge(client, E::geo_continent, place->continent, event);
    Merge(client, E::geo_country, place->country, event);
    Merge(client, E::geo_region, place->region, event);
    Merge(client, E::geo_metro, place->metro, event);
    Merge(client, E::geo_city, place->city, event);
  }
  if (const UserAgent* agent = request.user_agent; agent != nullptr && !request.agent_on_batches) {
    Merge(client, E::device_ua_browser, agent->browser, event);
    Merge(client, E::device_ua_browser_version, agent->browser_version, event);
    Merge(client, E::device_ua_os, agent->os, event);
    Merge(client, E::device_ua_os_version, agent->os_version, event);
    Merge(client, E::device_ua_device, agent->device, event);
    Merge(client, E::device_ua_device_category, agent->category, event);
  }
}

}  // namespace millrace
