// Rows of finished column batches as cells of text, for `try` and `explain`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/table_print.h"
#include "schema/table.h"

namespace arrow {
class Array;
class RecordBatch;
}  // namespace arrow

namespace millrace {

// The value at `row` as text; maps become JSON objects.
Cell CellOf(const arrow::Array& column, int64_t row);

// All rows of these batches, with one cell per column.
std::vector<std::vector<Cell>> CellsOf(const std::vector<std::shared_ptr<arrow::RecordBatch>>& batches);

std::vector<std::string> ColumnNames(TableId table);

}  // namespace millrace
