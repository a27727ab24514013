#include "storage/store_wait.h"

#include <algorithm>
#include <utility>

#include "core/log.h"
#include "core/time.h"

namespace millrace {

StoreWatch& StoreWatch::ForLog() {
  // Lives until the program ends, since requests may still be under way then.
  static auto* watch = new StoreWatch({.tell = [](const std::string& line) { LogWarning(line); }});
  return *watch;
}

StoreWatch::~StoreWatch() {
  thread_.request_stop();
}

void StoreWatch::GiveUp() {
  {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
  }
  wake_.notify_all();
}

std::list<StoreWatch::Request>::iterator StoreWatch::Begin(std::string server) {
  const std::lock_guard lock(mutex_);
  const bool idle = requests_.empty();
  requests_.push_back({.server = std::move(server), .moved = Clock::now()});
  if (!thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& done) { Watch(done); });
  } else if (idle) {
    wake_.notify_all();
  }
  return std::prev(requests_.end());
}

void StoreWatch::End(std::list<Request>::iterator request) {
  const std::lock_guard lock(mutex_);
  requests_.erase(request);
}

void StoreWatch::Watch(const std::stop_token& done) {
  std::unique_lock lock(mutex_);
  while (!done.stop_requested()) {
    if (!wake_.wait(lock, done, [this] { return !requests_.empty(); })) return;
    const std::list<std::string> lines = Due(Clock::now());
    if (!lines.empty()) {
      lock.unlock();
      for (const std::string& line : lines) options_.tell(line);
      lock.lock();
    }
    wake_.wait_for(lock, done, options_.first / 8, [] { return false; });
  }
}

std::list<std::string> StoreWatch::Due(Clock::time_point now) {
  std::map<std::string, const Request*> longest;
  for (const Request& request : requests_) {
    if (now - request.moved < options_.first) continue;
    const Request*& known = longest[request.server];
    if (known == nullptr || request.moved < known->moved) known = &request;
  }
  std::list<std::string> lines;
  for (const auto& [server, request] : longest) {
    const auto told = told_.find(server);
    if (told != told_.end() && now - told->second < options_.again) continue;
    told_[server] = now;
    const auto waited = std::chrono::duration_cast<std::chrono::seconds>(now - request->moved);
    lines.push_back("waiting for " + server + ", " +
                    (request->number > 0
                         ? "try " + std::to_string(request->number) + " of " + std::to_string(request->most)
                         : FormatDuration(waited.count() * 1000) + " so far"));
  }
  return lines;
}

StoreWait::StoreWait(std::string server, StoreWatch& watch) : watch_(watch), request_(watch.Begin(std::move(server))) {}

StoreWait::~StoreWait() {
  watch_.End(request_);
}

void StoreWait::Try(int number, int most) {
  const std::lock_guard lock(watch_.mutex_);
  request_->number = number;
  request_->most = most;
}

void StoreWait::Moved() {
  const std::lock_guard lock(watch_.mutex_);
  request_->moved = StoreWatch::Clock::now();
}

bool StoreWait::Pause(std::chrono::milliseconds time) {
  std::unique_lock lock(watch_.mutex_);
  return !watch_.wake_.wait_for(lock, time, [this] { return watch_.given_up_; });
}

}  // namespace millrace
