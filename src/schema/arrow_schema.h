// The Arrow schema of each table, derived from its columns. Timestamps are microseconds in UTC. Only created_time is
// not nullable (lake-tables §2). Schemas are created once and never change; thread-safe.
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
