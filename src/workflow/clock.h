// The clock of workflows and schedules, and how they wait: the machine's clock, or a test clock whose time passes at
// once. Thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

namespace millrace {

// Rings once, by a thread of its own, unless it is destroyed before.
class Alarm {
 public:
  virtual ~Alarm() = default;
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowNs() = 0;  // since the epoch
  // Waits until that time. Returns false if the wait ended early because of a stop request.
  virtual bool WaitUntil(int64_t time_ns) = 0;
  // Whether a stop was requested.
  virtual bool Stopping() = 0;
  // An alarm that calls `ring` when this much time has passed. `ring` must not throw.
  virtual std::unique_ptr<Alarm> RingAfter(int64_t duration_ns, std::function<void()> ring) = 0;
};

// The machine's clock. Reacts to a stop request within a tenth of a second. A wait never takes longer than it was to
// take when it began: a wall clock that is set back does not prolong it. Alarms do not depend on the wall clock.
class MachineClock : public Clock {
 public:
  explicit MachineClock(std::stop_token stop) : stop_(std::move(stop)) {}
  int64_t NowNs() override;
  bool WaitUntil(int64_t time_ns) override;
  bool Stopping() override { return stop_.stop_requested(); }
  std::unique_ptr<Alarm> RingAfter(int64_t duration_ns, std::function<void()> ring) override;

 private:
  const std::stop_token stop_;
};

}  // namespace millrace
