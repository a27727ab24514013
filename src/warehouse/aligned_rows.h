// Rows in the types of a table that they are written to. A driver that copies values in binary form does not cast them,
// and writes a text as JSON only where its field is marked so. Not thread-safe.
#pragma once

#include <memory>

#include <arrow/record_batch.h>

namespace millrace {

// The rows of `rows`, which must outlive the reader. `target` has a column of each name, with the type in which the
// driver returns it; a column that is not there is passed on as it is. Values that do not fit the type end the reader
// with the UserError that names the column.
std::shared_ptr<arrow::RecordBatchReader> AlignRows(arrow::RecordBatchReader& rows, const arrow::Schema& target);

}  // namespace millrace
