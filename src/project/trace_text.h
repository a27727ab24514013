// Formats values for `explain`. Pure functions; thread-safe.
#pragma once

#include <cstdint>
#include <string>

#include "enrich/ip.h"
#include "enrich/traffic_source.h"
#include "enrich/user_agent.h"
#include "raw/raw_row.h"

namespace millrace {

// A text without control characters, cut if it is long; null is `(null)`.
std::string TraceText(NullableText text);
// Milliseconds since the epoch as ISO 8601, or as a number if no calendar reaches that far.
std::string ShownTime(int64_t msec);
// The parts that are known.
std::string ShownPlace(const GeoLocation& location);
std::string ShownAgent(const UserAgent& agent);
std::string ShownSource(const TrafficSource& source);

}  // namespace millrace
