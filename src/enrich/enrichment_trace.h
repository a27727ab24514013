// What the built-in enrichments report about an event when it is explained. Otherwise there is no object of this type,
// and nothing is called.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "enrich/ip.h"
#include "enrich/traffic_source.h"

namespace millrace {

class EnrichmentTrace {
 public:
  virtual ~EnrichmentTrace() = default;
  // The result for an address; null if none was sent.
  virtual void Place(std::string_view ip, const GeoLocation* location) = 0;
  // The traffic source, and the steps of enrichment.md §3.5 that led to it, one sentence each.
  virtual void Source(const TrafficSource& source, std::span<const std::string> steps) = 0;
};

}  // namespace millrace
