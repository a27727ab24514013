// The sink between kernels and a consumer who takes their batches: finished batches wait here. Columns of texts become
// plain unless the consumer takes dictionaries.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "schema/batch_sink.h"

namespace millrace {

struct QueuedBatch {
  TableId table{};
  std::shared_ptr<arrow::RecordBatch> batch;
  uint64_t bytes = 0;  // of its buffers
};

// Thread-safe.
class BatchQueue : public BatchSink {
 public:
  // Write waits while more than `most_bytes` are waiting.
  explicit BatchQueue(bool dictionaries, uint64_t most_bytes = std::numeric_limits<uint64_t>::max())
      : dictionaries_(dictionaries), most_bytes_(most_bytes) {}

  // Throws Cancelled once Stop was called.
  void Write(TableId table, const Partition& partition, const std::shared_ptr<arrow::RecordBatch>& batch) override;

  // All batches of a table that are there.
  std::vector<std::shared_ptr<arrow::RecordBatch>> TakeAll(TableId table);
  // Waits for the next batch, of any table; null after End. Throws what End was given, after all batches.
  std::optional<QueuedBatch> Next();

  // No batch follows. `failure`: why the writers ended early, or null.
  void End(std::exception_ptr failure);
  // The consumer wants no more.
  void Stop();

 private:
  const bool dictionaries_;
  const uint64_t most_bytes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<QueuedBatch> batches_;
  uint64_t bytes_ = 0;
  bool ended_ = false;
  bool stopped_ = false;
  std::exception_ptr failure_;
};

}  // namespace millrace
