// The built-in enrichments behind the interface of all others: they take whole batches, wherever they stand in the
// order.
//
// Where no plug-in before one can tell, the kernel asks for the same values while it makes rows, once a distinct text
// (ip.h, user_agent.h, traffic_source.h); a test compares both ways.
#pragma once

#include <memory>
#include <string_view>

#include "enrich/batch_enrichment.h"
#include "enrich/ip.h"
#include "enrich/traffic_source.h"
#include "enrich/user_agent.h"

namespace millrace {

// The databases and rules must outlive the result.
std::unique_ptr<BatchEnrichmentSource> IpEnrichment(const GeoDatabase& database);
// Without the map device_ua and the filter of bots, which are the kernel's in any case.
std::unique_ptr<BatchEnrichmentSource> UserAgentEnrichment(const UserAgentRules& rules);
std::unique_ptr<BatchEnrichmentSource> TrafficSourceEnrichment(const TrafficSourceRules& rules);

// Whether a built-in enrichment, by its name, sets a column, or makes its values from it.
bool IsSetBy(std::string_view built_in, EventColumn column);
bool IsReadBy(std::string_view built_in, EventColumn column);

}  // namespace millrace
