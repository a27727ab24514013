// Keeps finished batches in memory: where the kernel writes when nothing is to be written.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "schema/batch_sink.h"

namespace millrace {

// The batches of each table, in the order of writing.
using TableBatches = std::map<TableId, std::vector<std::shared_ptr<arrow::RecordBatch>>>;

// Thread-safe to write to.
class BatchCollector : public BatchSink {
 public:
  void Write(TableId table, const Partition& /*partition*/, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    const std::lock_guard lock(mutex_);
    batches_[table].push_back(batch);
  }

  // Once nobody writes any more. Leaves nothing behind.
  TableBatches Take() { return std::move(batches_); }

 private:
  std::mutex mutex_;
  TableBatches batches_;
};

}  // namespace millrace
