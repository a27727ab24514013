// A transaction of a load that is tried again after conflicts and lost connections. Only the sources of this room
// include this.
#pragma once

#include <functional>

#include "load/load_shared.h"

namespace millrace {

// Sets sequence and time of the batch before each attempt. When the connection was lost, the warehouse is asked whether
// the batch took effect. Throws what the last attempt threw.
RowCounts MergeWithRetries(LoadShared& shared, BatchMerge& merge, const std::string& app, LoadBatch& batch,
                           const std::function<RowCounts()>& attempt);

}  // namespace millrace
