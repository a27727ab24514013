// Properties of a user (spec/lake-tables.md §6.3), as every client's transformer collects them. Thread-safe, but for
// what is passed in.
#pragma once

#include <string>
#include <vector>

#include "transform/event_row.h"

namespace millrace {

// Adds or replaces a property: of equal keys the last value stands.
void PutProperty(UserProperties& to, const UserProperty& property);

// The JSON object of user properties, at most `max_bytes` long: keys that do not fit are left out whole. Gives
// how many were left out.
size_t AppendPropertiesJson(const UserProperties& properties, size_t max_bytes, std::string& out);

// Makes the JSON text of an event's properties; none of none. Counts texts that lack keys.
void FinishProperties(EventRow& row, EventBundle& bundle, std::string& scratch);

}  // namespace millrace
