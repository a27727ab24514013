// The order of the entries of maps by key, which is the order that lake files promise (lake/map_key_order.h): readers
// that need canonical maps, as the warehouse does, then need not sort each of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernel/columns.h"

namespace millrace {

// For each place the entry that belongs there, so that the keys of each row ascend by their bytes; equal keys keep
// their order. Empty if all entries are in their places already. Row r has the entries [offsets[r], offsets[r + 1]).
std::vector<uint32_t> OrderOfEntries(const Dictionary& keys, std::span<const int32_t> offsets,
                                     std::span<const int32_t> key_ids);

}  // namespace millrace
