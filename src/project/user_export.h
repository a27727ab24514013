// The users of a segment with their attributes, as CSV in pieces: an open query of the warehouse, which holds a
// connection until this object is dropped. Threads may take turns with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <arrow/record_batch.h>

#include "explore/segment_sql.h"

#include "project/query_pool.h"
#include "warehouse/result_rows.h"

namespace millrace {

// Too many exports are open: try again later.
class ExportsBusy : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class UserExport {
 public:
  // Runs the statement. Throws what QueryPool::Run throws.
  UserExport(std::unique_ptr<QueryPool::Held> held, const SegmentStatement& users, size_t most_bytes,
             std::shared_ptr<const void> place);
  UserExport(const UserExport&) = delete;
  UserExport& operator=(const UserExport&) = delete;

  // Adds the next lines, of about 64 KiB; the first are the header. False: nothing is left. Throws UserError for more
  // than `most_bytes` in all, and what QueryPool::Run throws.
  bool Append(std::string& csv);

 private:
  void AppendUser(std::string& csv) const;

  const std::shared_ptr<const void> place_;  // among the exports that are open
  const std::unique_ptr<QueryPool::Held> held_;
  const size_t most_bytes_;
  std::shared_ptr<arrow::RecordBatchReader> reader_;
  std::shared_ptr<arrow::RecordBatch> batch_;
  std::optional<ResultRows> rows_;  // of the batch
  int64_t row_ = 0;                 // the next one
  bool has_header_ = false;
  size_t bytes_ = 0;  // so far
};

}  // namespace millrace
