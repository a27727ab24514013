// The properties of a user (spec/lake-tables.md §6.3), as the transformers of all clients collect them. Thread-safe,
// except for the arguments that are changed.
#pragma once

#include <string>
#include <vector>

#include "transform/event_row.h"

namespace millrace {

// Appends user properties to `out` as a JSON object of at most `max_bytes`. Omits whole keys that do not fit and
// returns their number.
size_t AppendPropertiesJson(const UserProperties& properties, size_t max_bytes, std::string& out);

// Sets the JSON text of an event's properties, if it has any. Counts texts with omitted keys.
void FinishProperties(EventRow& row, EventBundle& bundle, std::string& scratch);

}  // namespace millrace
