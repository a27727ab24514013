// The columns of event_v2 that are made from what was bound (spec/lake-tables.md §3, transform-clickstream §7).
#pragma once

#include "raw/raw_row.h"
#include "transform/event_row.h"
#include "transform/page_url_cache.h"

namespace millrace {

// Fills the derived columns of a row whose clock correction is known: URL parts, decoded texts, defaults, times with
// the shift added, columns that depend on the event's name. What no column took goes to the custom parameters
// (lake-tables difference 9), so call it before the JSON text of those is made. `scratch` is any string.
void DeriveColumns(EventRow& row, PageUrlCache& urls, Arena& arena, std::string& scratch);

}  // namespace millrace
