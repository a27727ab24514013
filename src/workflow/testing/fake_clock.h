// Time that passes when somebody waits for it.
#pragma once

#include <cstdint>

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
      waited_ns += time_ns - now_ns;
      now_ns = time_ns;
    }
    return !stopping;
  }
  bool Stopping() override { return stopping; }

  int64_t now_ns;
  int64_t waited_ns = 0;
  bool stopping = false;
  bool stop_while_waiting = false;
};

}  // namespace millrace
