// Where finished batches go: the lake (lake/), or a test.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "schema/table.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// The folder that a row belongs to (lake-tables §1).
struct Partition {
  std::string app;  // empty: no app known
  int32_t day = 0;  // days since the epoch, UTC
  bool operator==(const Partition&) const = default;
  auto operator<=>(const Partition&) const = default;
};

class BatchSink {
 public:
  virtual ~BatchSink() = default;
  // Takes rows of one table and partition; the batch has the columns of the table's schema, in order, where a utf8
  // column may come as dictionary<int32, utf8>. Thread-safe. Throws SystemError.
  virtual void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) = 0;
};

}  // namespace millrace
