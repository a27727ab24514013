// A sink that keeps finished batches in memory, for commands that run the kernel but write nothing.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "schema/batch_sink.h"

namespace millrace {

// The batches of each table, in the order in which they were written.
using TableBatches = std::map<TableId, std::vector<std::shared_ptr<arrow::RecordBatch>>>;

// Write is thread-safe.
class BatchCollector : public BatchSink {
 public:
  void Write(TableId table, const Partition& /*partition*/, const std::shared_ptr<arrow::RecordBatch>& batch) override {
    const std::lock_guard lock(mutex_);
    batches_[table].push_back(batch);
  }

  // Returns all batches and clears this object. Call this after the last Write.
  TableBatches Take() { return std::move(batches_); }

 private:
  std::mutex mutex_;
  TableBatches batches_;
};

}  // namespace millrace
