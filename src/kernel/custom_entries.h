// A row's custom parameters as entries of its map (lake-tables §6, difference 10).
#pragma once

#include <cstdint>
#include <vector>

#include "kernel/columns.h"
#include "transform/event_row.h"

namespace millrace {

// Adds them to the row that is open in `map`. Those that would make the row's keys and values longer than 1 MiB are
// left out; returns how many.
uint64_t AddCustomEntries(MapColumn& map, const CustomParameters& custom);

}  // namespace millrace
