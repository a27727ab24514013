// Results that are kept by a text key, bounded in bytes: the ones that were not asked for longest go first. Who asks
// for a result that another thread computes waits for that one. Thread-safe.
//
// Result has `size_t bytes() const`, and is not changed once it is there.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <utility>

#include "core/cancelled.h"

namespace millrace {

template <typename Result>
class ResultCache {
 public:
  using Shared = std::shared_ptr<const Result>;
  // The second says whether the result is kept; if not, it is only handed out, and those that wait compute it again.
  using Compute = std::function<std::pair<Shared, bool>()>;

  explicit ResultCache(size_t most_bytes) : most_bytes_(most_bytes) {}

  // Throws what `compute` throws; those that wait then try by themselves. Throws Cancelled when `stop` ends a wait.
  Shared Get(const std::string& key, const Compute& compute, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (true) {
      if (const auto found = places_.find(key); found != places_.end()) {
        results_.splice(results_.begin(), results_, found->second);
        return results_.front().second;
      }
      if (computing_.insert(key).second) break;
      if (!ended_.wait(lock, stop, [&] { return !computing_.contains(key); })) {
        throw Cancelled("the query was cancelled");
      }
    }
    lock.unlock();
    std::pair<Shared, bool> computed;
    try {
      computed = compute();
    } catch (...) {
      lock.lock();
      computing_.erase(key);
      ended_.notify_all();
      throw;
    }
    lock.lock();
    computing_.erase(key);
    if (computed.second) Keep(key, computed.first);
    ended_.notify_all();
    return computed.first;
  }

  size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  using Results = std::list<std::pair<std::string, Shared>>;

  void Keep(const std::string& key, const Shared& result) {
    const size_t size = SizeOf(key, *result);
    if (size > most_bytes_) return;
    results_.emplace_front(key, result);
    places_[key] = results_.begin();
    bytes_ += size;
    while (bytes_ > most_bytes_) {
      const auto& [oldest, dropped] = results_.back();
      bytes_ -= SizeOf(oldest, *dropped);
      places_.erase(oldest);
      results_.pop_back();
    }
  }
  static size_t SizeOf(const std::string& key, const Result& result) { return 2 * key.size() + result.bytes() + 256; }

  const size_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable_any ended_;
  std::set<std::string, std::less<>> computing_;
  Results results_;  // the last used first
  std::map<std::string, typename Results::iterator> places_;
  size_t bytes_ = 0;
};

}  // namespace millrace
