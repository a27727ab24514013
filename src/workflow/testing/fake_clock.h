// Time that passes when somebody waits for it, or by Pass. Thread-safe.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "workflow/clock.h"

namespace millrace {

class FakeClock : public Clock {
 public:
  explicit FakeClock(int64_t now_ns = 1'000'000'000'000'000'000) : now_ns(now_ns) {}

  int64_t NowNs() override { return now_ns; }
  bool WaitUntil(int64_t time_ns) override {
    if (time_ns > now_ns) {
      if (stop_while_waiting) stopping = true;
      if (stopping) return false;
      Pass(time_ns - now_ns);
    }
    return !stopping;
  }
  bool Stopping() override { return stopping; }
  std::unique_ptr<Alarm> RingAfter(int64_t duration_ns, std::function<void()> ring) override {
    return std::make_unique<FakeAlarm>(*this, now_ns + duration_ns, std::move(ring));
  }

  // Lets time pass, and rings what is due.
  void Pass(int64_t duration_ns) {
    const std::scoped_lock lock(mutex_);
    waited_ns += std::max<int64_t>(duration_ns, 0);
    now_ns += std::max<int64_t>(duration_ns, 0);
    for (FakeAlarm* alarm : alarms_) {
      if (alarm->ring && alarm->time_ns <= now_ns) std::exchange(alarm->ring, nullptr)();
    }
  }

  std::atomic<int64_t> now_ns;
  std::atomic<int64_t> waited_ns = 0;
  std::atomic<bool> stopping = false;
  std::atomic<bool> stop_while_waiting = false;

 private:
  struct FakeAlarm : public Alarm {
    FakeAlarm(FakeClock& clock, int64_t time_ns, std::function<void()> ring)
        : clock(clock), time_ns(time_ns), ring(std::move(ring)) {
      const std::scoped_lock lock(clock.mutex_);
      clock.alarms_.push_back(this);
    }
    ~FakeAlarm() override {
      const std::scoped_lock lock(clock.mutex_);
      clock.alarms_.remove(this);
    }
    FakeClock& clock;
    const int64_t time_ns;
    std::function<void()> ring;
  };

  std::mutex mutex_;
  std::list<FakeAlarm*> alarms_;
};

}  // namespace millrace
