#include "kernel/partition_batches.h"

#include <arrow/record_batch.h>

namespace millrace {

PartitionBatch& PartitionBatches::Get(std::string_view app, int32_t day) {
  if (last_ != nullptr && last_->partition.day == day && last_->partition.app == app) return *last_;
  auto found = batches_.find(Less::View(app, day));
  if (found == batches_.end()) {
    Partition partition{std::string(app), day};
    found = batches_.try_emplace(partition, table_, partition).first;
  }
  return *(last_ = &found->second);
}

void PartitionBatches::EndRow(PartitionBatch& batch, bool more) {
  batch.batch.EndRow();
  ++counters_.rows_written[static_cast<size_t>(table_)];
  if (more) return;
  constexpr uint32_t kRowsBetweenLooks = 512;
  const uint32_t rows = batch.batch.rows();
  const size_t most = table_ == TableId::kReject ? kMaxRejectBatchBytes : kMaxBatchBytes;
  if (rows >= kRowGroupRows || (rows % kRowsBetweenLooks == 0 && batch.batch.memory_bytes() >= most)) Flush(batch);
}

void PartitionBatches::Flush(PartitionBatch& batch) {
  batch.job_ids = {};
  batch.ids = {};
  batch.user_agents.clear();
  if (batch.batch.rows() == 0) return;
  sink_.Write(table_, batch.partition, batch.batch.Take());
}

void PartitionBatches::FlushLargest() {
  PartitionBatch* largest = nullptr;
  size_t most = 0;
  for (auto& [partition, batch] : batches_) {
    if (const size_t bytes = batch.batch.memory_bytes(); bytes >= most && batch.batch.rows() > 0) {
      most = bytes;
      largest = &batch;
    }
  }
  if (largest != nullptr) Flush(*largest);
}

void PartitionBatches::FlushAll() {
  for (auto& [partition, batch] : batches_) Flush(batch);
  batches_.clear();
  last_ = nullptr;
}

void PartitionBatches::TakeAll(std::vector<FinishedBatch>& to) {
  for (auto& [partition, batch] : batches_) {
    if (batch.batch.rows() > 0) to.push_back({table_, partition, batch.batch.Take()});
  }
  batches_.clear();
  last_ = nullptr;
}

size_t PartitionBatches::memory_bytes() const {
  size_t bytes = 0;
  for (const auto& [partition, batch] : batches_) bytes += batch.batch.memory_bytes();
  return bytes;
}

}  // namespace millrace
