// Rows of finished column batches as cells of text, for `try` and `explain`.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/table_print.h"
#include "schema/batch_sink.h"

namespace arrow {
class Array;
}

namespace millrace {

// The value at `row`: texts, numbers and times as they are, maps as JSON objects.
Cell CellOf(const arrow::Array& column, int64_t row);

// Keeps everything in memory: where the kernel writes when nothing is to be written. Thread-safe to write to.
class RowCollector : public BatchSink {
 public:
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;

  // All rows of a table, in the order of writing, one cell a column.
  std::vector<std::vector<Cell>> Rows(TableId table) const;

 private:
  std::mutex mutex_;
  std::map<TableId, std::vector<std::shared_ptr<arrow::RecordBatch>>> batches_;
};

std::vector<std::string> ColumnNames(TableId table);

}  // namespace millrace
