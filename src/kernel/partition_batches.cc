#include "kernel/partition_batches.h"

#include <arrow/record_batch.h>

namespace millrace {

PartitionBatch& PartitionBatches::Get(std::string_view app, int32_t day) {
  if (last_ != nullptr && last_->partition.day == day && last_->partition.app == app) return *last_;
  auto found = batches_.find(Less::View(app, day));
  if (found == batches_.end()) {
    Partition partition{std::string(app), day};
    auto batch = std::make_unique<PartitionBatch>(table_, partition);
    found = batches_.emplace(std::move(partition), std::move(batch)).first;
    Charge(*found->second);
  }
  return *(last_ = found->second.get());
}

void PartitionBatches::Charge(PartitionBatch& batch) {
  const size_t bytes = batch.held_bytes();
  held_bytes_ += bytes - batch.charged_bytes;
  batch.charged_bytes = bytes;
}

void PartitionBatches::EndRow(PartitionBatch& batch, bool more, size_t beside_bytes) {
  batch.batch.EndRow();
  batch.beside_bytes += beside_bytes;
  ++counters_.rows_written[static_cast<size_t>(table_)];
  Charge(batch);
  if (more) return;
  const size_t most = table_ == TableId::kReject ? kMaxRejectBatchBytes : kMaxBatchBytes;
  if (batch.batch.rows() >= kRowGroupRows || batch.batch.data_bytes() + batch.beside_bytes >= most) Flush(batch);
}

void PartitionBatches::Flush(PartitionBatch& batch) {
  batch.job_ids = {};
  batch.ids = {};
  batch.user_agents.clear();
  batch.beside_bytes = 0;
  if (batch.batch.rows() == 0) return;
  const auto rows = batch.batch.Take();
  Charge(batch);
  sink_.Write(table_, batch.partition, rows);
}

void PartitionBatches::Close(PartitionBatch& batch) {
  Flush(batch);
  held_bytes_ -= batch.charged_bytes;
  if (last_ == &batch) last_ = nullptr;
  batches_.erase(batches_.find(batch.partition));
}

void PartitionBatches::FlushAll() {
  for (auto& [partition, batch] : batches_) Flush(*batch);
  batches_.clear();
  last_ = nullptr;
  held_bytes_ = 0;
}

void PartitionBatches::List(std::vector<PartitionBatch*>& to) {
  for (auto& [partition, batch] : batches_) to.push_back(batch.get());
}

void PartitionBatches::TakeAll(std::vector<std::unique_ptr<PartitionBatch>>& to) {
  for (auto& [partition, batch] : batches_) {
    if (batch->batch.rows() > 0) to.push_back(std::move(batch));
  }
  batches_.clear();
  last_ = nullptr;
  held_bytes_ = 0;
}

}  // namespace millrace
