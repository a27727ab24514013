// A row's custom parameters as entries of its map (lake-tables §6, difference 10).
#pragma once

#include <cstdint>
#include <vector>

#include "kernel/columns.h"
#include "transform/event_row.h"

namespace millrace {

// Adds them to the row that is open in `map`. Leaves out those that would make the keys and values of the row longer
// than 1 MiB, and returns their number.
uint64_t AddCustomEntries(MapColumn& map, const CustomParameters& custom);

}  // namespace millrace
