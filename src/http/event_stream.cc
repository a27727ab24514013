#include "http/event_stream.h"

#include <algorithm>
#include <utility>

namespace millrace::http {

bool EventStream::Send(std::string_view event, std::string_view data) {
  std::string text;
  if (!event.empty()) text = "event: " + std::string(event) + "\n";
  for (size_t begin = 0; begin <= data.size();) {
    const size_t end = std::min(data.find('\n', begin), data.size());
    text += "data: " + std::string(data.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  text += "\n";
  const std::scoped_lock lock(mutex_);
  if (closed_) return false;
  closed_ = pending_.size() + text.size() > max_bytes_;
  if (!closed_) pending_ += text;
  if (wake_) wake_();
  return !closed_;
}

void EventStream::Close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  if (wake_) wake_();
}

bool EventStream::closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_;
}

std::string EventStream::TakePending() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(pending_, {});
}

void EventStream::OnChange(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace millrace::http
