#include "http/parked_answer.h"

namespace millrace::http {

void ParkedAnswer::Wake() {
  const std::scoped_lock lock(mutex_);
  if (awake_) return;
  awake_ = true;
  if (notice_) notice_();
}

bool ParkedAnswer::is_awake() const {
  const std::scoped_lock lock(mutex_);
  return awake_;
}

void ParkedAnswer::OnWake(std::function<void()> notice) {
  const std::scoped_lock lock(mutex_);
  notice_ = std::move(notice);
}

}  // namespace millrace::http
