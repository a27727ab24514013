// Replaces dictionaries by plain values. Pure functions; thread-safe.
#pragma once

#include <memory>

#include "schema/table.h"

namespace arrow {
class Array;
class DataType;
class RecordBatch;
}  // namespace arrow

namespace millrace {

// `type` is the lake's type of the column. Throws SystemError.
std::shared_ptr<arrow::Array> PlainArray(const std::shared_ptr<arrow::Array>& array,
                                         const std::shared_ptr<arrow::DataType>& type);
// Converts a batch to the schema of its table, for readers that do not support dictionaries.
std::shared_ptr<arrow::RecordBatch> PlainBatch(TableId table, const arrow::RecordBatch& batch);

}  // namespace millrace
