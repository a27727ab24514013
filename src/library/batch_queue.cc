#include "library/batch_queue.h"

#include <utility>

#include <arrow/api.h>
#include <arrow/util/byte_size.h>

#include "core/cancelled.h"
#include "lake/plain_batch.h"

namespace millrace {
void BatchQueue::Write(TableId table, const Partition& /*partition*/,
                       const std::shared_ptr<arrow::RecordBatch>& batch) {
  QueuedBatch queued{.table = table, .batch = dictionaries_ ? batch : PlainBatch(table, *batch)};
  queued.bytes = static_cast<uint64_t>(arrow::util::TotalBufferSize(*queued.batch));
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped_ || bytes_ == 0 || bytes_ + queued.bytes <= most_bytes_; });
  if (stopped_) throw Cancelled("the reader was closed");
  bytes_ += queued.bytes;
  batches_.push_back(std::move(queued));
  changed_.notify_all();
}

std::vector<std::shared_ptr<arrow::RecordBatch>> BatchQueue::TakeAll(TableId table) {
  std::vector<std::shared_ptr<arrow::RecordBatch>> taken;
  const std::lock_guard lock(mutex_);
  std::erase_if(batches_, [&](QueuedBatch& queued) {
    if (queued.table != table) return false;
    bytes_ -= queued.bytes;
    taken.push_back(std::move(queued.batch));
    return true;
  });
  changed_.notify_all();
  return taken;
}

std::optional<QueuedBatch> BatchQueue::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ended_ || !batches_.empty(); });
  if (batches_.empty()) {
    if (failure_) std::rethrow_exception(failure_);
    return std::nullopt;
  }
  QueuedBatch next = std::move(batches_.front());
  batches_.pop_front();
  bytes_ -= next.bytes;
  changed_.notify_all();
  return next;
}

void BatchQueue::End(std::exception_ptr failure) {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  failure_ = std::move(failure);
  changed_.notify_all();
}

void BatchQueue::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace millrace
