// Results that are kept by a text key, one for each, and computed again when the data that they were computed from have
// changed. Who asks gets what is kept at once, also when it is no longer current, for as long as it is not older than a
// bound; then a worker computes it again beside that. A key is computed by one worker at a time, for all who ask.
//
// Whoever asks says which version of the data they know, and when that was looked up; a result has the version that its
// own transaction saw. Versions are compared for equality only. Results are bounded in bytes, whether they are current
// or not: the ones that were not asked for longest go first.
//
// Result has `size_t bytes() const`, and is not changed once it is there. Thread-safe. The destructor cancels what is
// computed, and waits.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace millrace {

struct RefreshedResultsOptions {
  size_t most_bytes = 64 << 20;
  size_t workers = 4;
  size_t refreshers = 2;  // of them: as many compute at a time what nobody waits for
  // Of a result that is no longer current: the time since it was known to be.
  std::chrono::milliseconds most_stale{60'000};
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

// What is known of the data: their version, and between which times it was looked up.
struct KnownVersion {
  std::string version;
  std::chrono::steady_clock::time_point began, ended;
};

template <typename Result>
class RefreshedResults {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Shared = std::shared_ptr<const Result>;

  struct Computed {
    Shared result;
    std::string version;
    Time began;  // not later than the state that it was computed from
    bool is_kept = true;
  };
  using Compute = std::function<Computed(const std::stop_token& stop)>;

  enum class Origin : uint8_t {
    kKept,
    kComputed,         // for who asked; nothing was kept
    kComputedInstead,  // of what was kept, which was too old
  };
  struct Found {
    Shared result;
    bool is_current = true;
    std::chrono::steady_clock::duration age{0};  // since it was known to be current
    Origin origin = Origin::kKept;
  };

  // The place of one who waits for a result. Without it a result that nobody else waits for is cancelled.
  class Ticket;

  explicit RefreshedResults(RefreshedResultsOptions options) : options_(std::move(options)) {
    for (size_t i = 0; i < options_.workers; ++i) {
      workers_.emplace_back([this](const std::stop_token& stop) { Work(stop); });
    }
  }
  ~RefreshedResults() {
    std::vector<std::shared_ptr<Computation>> computing;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [key, computation] : computing_) computing.push_back(computation);
      asked_.clear();
      refreshes_.clear();
    }
    for (std::jthread& worker : workers_) worker.request_stop();
    for (const auto& computation : computing) computation->stop.request_stop();
    workers_.clear();
  }
  RefreshedResults(const RefreshedResults&) = delete;
  RefreshedResults& operator=(const RefreshedResults&) = delete;

  // What is kept, or a ticket for what a worker computes by `compute`, which must be the same for equal keys. `notice`
  // is called once when there is a result or an error, by any thread, unless the ticket has gone before.
  std::variant<Found, std::shared_ptr<Ticket>> Ask(const std::string& key, const KnownVersion& known, Compute compute,
                                                   std::function<void()> notice) {
    const std::lock_guard lock(mutex_);
    auto origin = Origin::kComputed;
    if (const auto place = places_.find(key); place != places_.end()) {
      origin = Origin::kComputedInstead;
      entries_.splice(entries_.begin(), entries_, place->second);
      Entry& entry = entries_.front();
      if (IsCurrent(entry.computed, known)) {
        if (entry.computed.version == known.version) entry.current_at = std::max(entry.current_at, known.began);
        return Found{.result = entry.computed.result};
      }
      const auto age = options_.now() - entry.current_at;
      if (age < options_.most_stale) {
        Begin(key, std::move(compute))->goes_on = true;
        return Found{.result = entry.computed.result, .is_current = false, .age = age};
      }
    }
    const auto computation = Begin(key, std::move(compute));
    // What somebody waits for comes before what nobody does.
    if (std::erase(refreshes_, computation) > 0) asked_.push_back(computation);
    auto ticket = std::make_shared<Ticket>(*this, computation, known, origin);
    computation->waiting.emplace_back(ticket.get(), std::move(notice));
    return ticket;
  }

  size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  struct Computation {
    std::string key;
    Compute compute;
    std::stop_source stop;
    bool goes_on = false;  // somebody has an earlier result: it is not cancelled when nobody waits
    bool is_over = false;
    std::vector<std::pair<const Ticket*, std::function<void()>>> waiting;
    Computed computed;
    std::exception_ptr error;
  };
  struct Entry {
    std::string key;
    Computed computed;
    Time current_at;
  };

  static bool IsCurrent(const Computed& computed, const KnownVersion& known) {
    return computed.version == known.version || computed.began > known.ended;
  }

  // The computation of a key, which waits for a worker unless there is one already.
  std::shared_ptr<Computation> Begin(const std::string& key, Compute compute) {
    auto& computation = computing_[key];
    if (computation == nullptr) {
      computation = std::make_shared<Computation>();
      computation->key = key;
      computation->compute = std::move(compute);
      refreshes_.push_back(computation);
      changed_.notify_one();
    }
    return computation;
  }

  void Work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    const auto has_work = [&] { return !asked_.empty() || (!refreshes_.empty() && refreshing_ < options_.refreshers); };
    while (changed_.wait(lock, stop, has_work) && !stop.stop_requested()) {
      const bool is_refresh = asked_.empty();
      auto& queue = is_refresh ? refreshes_ : asked_;
      const auto computation = queue.front();
      queue.pop_front();
      if (is_refresh) ++refreshing_;
      lock.unlock();
      Computed computed;
      std::exception_ptr error;
      try {
        computed = computation->compute(computation->stop.get_token());
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      if (is_refresh) --refreshing_;
      const auto notices = End(*computation, std::move(computed), error);
      changed_.notify_all();
      lock.unlock();
      for (const auto& [ticket, notice] : notices) notice();
      lock.lock();
    }
  }

  auto End(Computation& computation, Computed computed, const std::exception_ptr& error) {
    computation.is_over = true;
    computation.computed = std::move(computed);
    computation.error = error;
    const auto own = computing_.find(computation.key);
    if (own != computing_.end() && own->second.get() == &computation) computing_.erase(own);
    if (!computation.error && computation.computed.is_kept) Keep(computation.key, computation.computed);
    return std::exchange(computation.waiting, {});
  }

  void Leave(const std::shared_ptr<Computation>& computation, const Ticket* ticket) {
    {
      const std::lock_guard lock(mutex_);
      std::erase_if(computation->waiting, [&](const auto& each) { return each.first == ticket; });
      if (computation->is_over || computation->goes_on || !computation->waiting.empty()) return;
      std::erase(asked_, computation);
      const auto own = computing_.find(computation->key);
      if (own != computing_.end() && own->second == computation) computing_.erase(own);
    }
    computation->stop.request_stop();
  }

  void Keep(const std::string& key, const Computed& computed) {
    if (const auto place = places_.find(key); place != places_.end()) {
      if (place->second->computed.began > computed.began) return;
      Drop(place->second);
    }
    if (SizeOf(key, computed) > options_.most_bytes) return;
    entries_.push_front({.key = key, .computed = computed, .current_at = computed.began});
    places_[key] = entries_.begin();
    bytes_ += SizeOf(key, computed);
    while (bytes_ > options_.most_bytes) Drop(std::prev(entries_.end()));
  }

  void Drop(typename std::list<Entry>::iterator entry) {
    bytes_ -= SizeOf(entry->key, entry->computed);
    places_.erase(entry->key);
    entries_.erase(entry);
  }

  static size_t SizeOf(const std::string& key, const Computed& computed) {
    return 2 * key.size() + computed.version.size() + computed.result->bytes() + 300;
  }

  const RefreshedResultsOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Entry> entries_;  // the last used first
  std::map<std::string, typename std::list<Entry>::iterator> places_;
  size_t bytes_ = 0;
  std::map<std::string, std::shared_ptr<Computation>> computing_;
  std::deque<std::shared_ptr<Computation>> asked_, refreshes_;  // that wait for a worker
  size_t refreshing_ = 0;
  std::vector<std::jthread> workers_;
};

// It must not outlive what gave it.
template <typename Result>
class RefreshedResults<Result>::Ticket {
 public:
  Ticket(RefreshedResults& results, std::shared_ptr<Computation> computation, KnownVersion known, Origin origin)
      : results_(results), computation_(std::move(computation)), known_(std::move(known)), origin_(origin) {}
  ~Ticket() { results_.Leave(computation_, this); }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  // Null: it is not there yet. Throws what `compute` threw.
  std::optional<Found> Take() const {
    const std::lock_guard lock(results_.mutex_);
    if (!computation_->is_over) return std::nullopt;
    if (computation_->error) std::rethrow_exception(computation_->error);
    const Computed& computed = computation_->computed;
    const bool is_current = IsCurrent(computed, known_);
    return Found{.result = computed.result,
                 .is_current = is_current,
                 .age = is_current ? std::chrono::steady_clock::duration(0) : results_.options_.now() - computed.began,
                 .origin = origin_};
  }

 private:
  RefreshedResults& results_;
  const std::shared_ptr<Computation> computation_;
  const KnownVersion known_;
  const Origin origin_;
};

}  // namespace millrace
