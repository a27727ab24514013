// The time that workflows and schedules go by, and how they wait: the machine's, or a test's that passes at once.
#pragma once

#include <atomic>
#include <cstdint>

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

// The machine's clock. Stops when `stop` is set, within a tenth of a second; a signal handler may set it.
class MachineClock : public Clock {
 public:
  explicit MachineClock(const std::atomic<bool>& stop) : stop_(stop) {}
  int64_t NowNs() override;
  bool WaitUntil(int64_t time_ns) override;
  bool Stopping() override { return stop_; }

 private:
  const std::atomic<bool>& stop_;
};

}  // namespace millrace
