// Whether files that cannot be loaded are to blame, or something that every file needs: the disk or mount of the lake,
// the warehouse, its table. A disk that fails gives the same errors as a damaged file.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "load/load_shared.h"

namespace millrace {

// Files of one table and app that failed one after the other, each alone. Gives what every file lacks at the moment: a
// file without rows cannot be merged either, or none of them can be read, and a file that was loaded before neither.
// Nothing is written but the fence of the table. For the thread of `merge`.
std::optional<std::string> WhatEveryFileLacks(LoadShared& shared, BatchMerge& merge, TableId table,
                                              std::span<const LoadItem> failed);

}  // namespace millrace
