// The clock of workflows and schedules, and how they wait: the machine's clock, or a test clock whose time passes at
// once. MachineClock is thread-safe.
#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>

namespace millrace {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowNs() = 0;  // since the epoch
  // Waits until that time. Returns false if the wait ended early because of a stop request.
  virtual bool WaitUntil(int64_t time_ns) = 0;
  // Whether a stop was requested.
  virtual bool Stopping() = 0;
};

// The machine's clock. Reacts to a stop request within a tenth of a second.
class MachineClock : public Clock {
 public:
  explicit MachineClock(std::stop_token stop) : stop_(std::move(stop)) {}
  int64_t NowNs() override;
  bool WaitUntil(int64_t time_ns) override;
  bool Stopping() override { return stop_.stop_requested(); }

 private:
  const std::stop_token stop_;
};

}  // namespace millrace
