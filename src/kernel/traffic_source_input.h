// The input of the traffic-source classifier for an event.
#pragma once

#include <cstdint>
#include <string>

#include "enrich/traffic_source.h"
#include "transform/event_row.h"

namespace millrace {

// Collects the values that the client sent (transform-clickstream §8, enrichment §3.2; the first name with a text wins)
// and the raw URLs. Views point into the event and into `clid`, which is overwritten. `texts`: see TrafficSourceInput.
TrafficSourceInput TrafficSourceInputOf(const EventRow& event, uint64_t texts, std::string& clid);

// The slot that has the value of a column as it was sent, before columns are derived; by default the column's own.
constexpr Slot RawSlotOf(EventColumn column) {
  switch (column) {
    case EventColumn::page_view_page_url:
      return kSlotPageUrl;
    case EventColumn::page_view_page_referrer:
      return kSlotPageReferrer;
    case EventColumn::page_view_page_title:
      return kSlotPageTitle;
    case EventColumn::page_view_page_referrer_title:
      return kSlotPageReferrerTitle;
    case EventColumn::page_view_latest_referrer:
      return kSlotLatestReferrer;
    case EventColumn::page_view_hostname:
      return kSlotHostName;
    default:
      return SlotOf(column);
  }
}

}  // namespace millrace
