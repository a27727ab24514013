// The Arrow schema of each table, derived from the table of columns. Timestamps are microseconds in UTC; all fields are
// nullable but the required ones of the lake (created_time; lake-tables §2). Made once, never changed; thread-safe.
#pragma once

#include <memory>

#include "schema/table.h"

namespace arrow {
class DataType;
class Schema;
}  // namespace arrow

namespace millrace {

const std::shared_ptr<arrow::DataType>& ArrowType(ColumnType type);
const std::shared_ptr<arrow::Schema>& ArrowSchema(TableId table);

}  // namespace millrace
