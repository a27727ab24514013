// Rewrites lake files without certain rows: erasure drops those of a person, `process --again` those that are read
// again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lake/lake_files.h"
#include "pipeline/run_report.h"
#include "schema/batch_sink.h"
#include "schema/table.h"
#include "storage/file_system.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

// A committed file and the table that it belongs to.
struct TableFile {
  TableId table;
  CommittedFile file;
};

// Decides row by row. Not thread-safe: implementations reuse buffers.
class RowFilter {
 public:
  virtual ~RowFilter() = default;
  // Indices of the columns that the batches passed to Drops must have, in this order.
  virtual const std::vector<size_t>& columns() const = 0;
  virtual bool Drops(const arrow::RecordBatch& batch, int64_t row) = 0;
};

// Counts the rows of the file that the filter drops. Reads only the filter's columns. Throws SystemError.
uint64_t CountDropped(FileSystem& files, const TableFile& from, RowFilter& filter);

// Copies the rows that the filter keeps into the same partition, and adds them to the report. Returns how many were
// dropped. Throws SystemError.
uint64_t CopyKept(FileSystem& files, const TableFile& from, RowFilter& filter, BatchSink& sink, RunReport& report);

}  // namespace millrace
