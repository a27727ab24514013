// The built-in enrichments behind the interface of all enrichments, for batches. They are used only behind a plug-in
// that could tell the difference (plugin/enrichment_order.h); elsewhere the kernel enriches while it creates rows, once
// per distinct text. Both ways use EventEnricher; enrichment_order_test.cc compares them.
#pragma once

#include <memory>

#include "enrich/batch_enrichment.h"
#include "enrich/ip.h"
#include "enrich/traffic_source.h"
#include "enrich/user_agent.h"

namespace millrace {

// The databases and rules must outlive the result.
std::unique_ptr<BatchEnrichmentSource> IpEnrichment(const GeoDatabase& database);
// Sets neither the map device_ua nor filters bots: the kernel does both while it creates rows.
std::unique_ptr<BatchEnrichmentSource> UserAgentEnrichment(const UserAgentRules& rules);
std::unique_ptr<BatchEnrichmentSource> TrafficSourceEnrichment(const TrafficSourceRules& rules);

}  // namespace millrace
