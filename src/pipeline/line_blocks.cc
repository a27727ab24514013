#include "pipeline/line_blocks.h"

namespace millrace {

void LineBlocks::Put(LineBlock block) {
  const std::scoped_lock lock(mutex_);
  --wanted_;
  blocks_.push_back(std::move(block));
  changed_.notify_one();
}

void LineBlocks::ReaderDone() {
  const std::scoped_lock lock(mutex_);
  --readers_;
  changed_.notify_all();
}

bool LineBlocks::Take(LineBlock& block) {
  std::unique_lock lock(mutex_);
  ++wanted_;
  changed_.wait(lock, [this] { return stopped_ || readers_ == 0 || !blocks_.empty(); });
  if (stopped_ || blocks_.empty()) return false;
  block = std::move(blocks_.front());
  blocks_.pop_front();
  return true;
}

void LineBlocks::Stop() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace millrace
