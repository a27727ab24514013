// The interface that receives finished batches: the lake (lake/), memory, or a test.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "schema/table.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// The partition that a row belongs to (lake-tables §1).
struct Partition {
  std::string app;  // empty: unknown
  int32_t day = 0;  // days since the epoch, UTC
  bool operator==(const Partition&) const = default;
  auto operator<=>(const Partition&) const = default;
};

class BatchSink {
 public:
  virtual ~BatchSink() = default;
  // Takes rows of one table and partition. The batch has the columns of the table's schema, in order; a utf8 column may
  // be dictionary<int32, utf8>. Thread-safe. Throws SystemError.
  virtual void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) = 0;
};

}  // namespace millrace
