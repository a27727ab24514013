// The longest texts of the columns of event_v2. Pure functions; thread-safe.
#pragma once

#include <cstddef>

#include "kernel/counters.h"
#include "transform/event_row.h"

namespace millrace {

// In bytes, of a text column.
size_t MaxBytesOf(EventColumn column);

// Cuts the texts of an event to the lengths of their columns, and counts them. JSON that is too long becomes null.
void CutTexts(EventRow& event, Counters& counters);

}  // namespace millrace
