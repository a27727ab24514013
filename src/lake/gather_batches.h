// Merges small batches of one table into one batch, so that they become one row group. Pure function; thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "schema/table.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// One batch with all rows, in order. Dictionaries are unified; a column that came both as dictionary and as plain texts
// becomes plain. Throws SystemError.
std::shared_ptr<arrow::RecordBatch> GatherBatches(TableId table,
                                                  const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches);

}  // namespace millrace
