// What the traffic-source classifier is asked about an event.
#pragma once

#include <cstdint>
#include <string>

#include "enrich/traffic_source.h"
#include "transform/event_row.h"

namespace millrace {

// Collects what the client says, the first name with a text winning (transform-clickstream §8, enrichment §3.2), and
// the raw URLs. Views point into the event and into `clid`, which is overwritten. `texts`: a number of the texts that
// the events of one request point to, or 0.
TrafficSourceInput TrafficSourceInputOf(const EventRow& event, uint64_t texts, std::string& clid);

// Where the value of a column is kept before the derivation of columns from raw values; else its own place.
Slot RawSlotOf(EventColumn column);

}  // namespace millrace
