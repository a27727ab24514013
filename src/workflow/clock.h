// The time that workflows and schedules go by, and how they wait: the machine's, or a test's that passes at once.
#pragma once

#include <cstdint>
#include <stop_token>
#include <utility>

namespace millrace {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t NowNs() = 0;  // since the epoch
  // Waits until then; false when it ended early because somebody wants everything to stop.
  virtual bool WaitUntil(int64_t time_ns) = 0;
  // Whether somebody wants everything to stop.
  virtual bool Stopping() = 0;
};

// The machine's clock. Stops when a stop is requested, within a tenth of a second.
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
