// Small batches that are kept on the local disk until a partition has enough rows for a row group, or the run ends. So
// a run over many partitions with few rows each writes one file per partition, not one per flush.
//
// A batch is stored in a ScratchFile as an Arrow IPC message in the table's own schema. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "schema/table.h"
#include "storage/scratch_file.h"

namespace arrow {
class RecordBatch;
}

namespace millrace {

struct SpilledBatch {
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

class SpilledBatches {
 public:
  // The file is created in `folder` when the first batch arrives.
  explicit SpilledBatches(std::string folder) : folder_(std::move(folder)) {}

  SpilledBatch Put(TableId table, const arrow::RecordBatch& batch);
  std::shared_ptr<arrow::RecordBatch> Get(TableId table, const SpilledBatch& spilled) const;

 private:
  ScratchFile& File();

  const std::string folder_;
  std::mutex mutex_;  // of the file's creation
  std::unique_ptr<ScratchFile> file_;
};

}  // namespace millrace
