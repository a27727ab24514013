// Events that bring places, or parts of the agent, of their own (GTM, Sensors): what they say and what the look-ups of
// their request found become one.
#pragma once

#include "kernel/request.h"
#include "transform/event_row.h"

namespace millrace {

// Fills the geo_* and device_ua_* columns of the event itself, which otherwise are the request's: what the event says
// in columns of the client's `event_wins` stays, elsewhere what was found takes its place. Texts stay views.
void MergeEnrichment(const Request& request, EventRow& event);

}  // namespace millrace
