// Merges small batches of one table into one batch, so that they become one row group. Pure function; thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "schema/table.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// Returns one batch with all rows, in order. Dictionaries are unified; a column that is a dictionary in some batches
// and plain in others becomes plain. Throws SystemError.
std::shared_ptr<arrow::RecordBatch> GatherBatches(TableId table,
                                                  const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches);

}  // namespace millrace
